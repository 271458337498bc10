/** Style of a report, light and dark. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --line: #8886; --accent: #2463c4; --wrong: #c4452f; }
@media (prefers-color-scheme: dark) { :root { --accent: #79a9f5; --wrong: #f08a76; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 1rem; } dt { opacity: 0.7; } dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; }
th, td { text-align: left; padding: 0.25rem 1rem 0.25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; } .short { white-space: nowrap; } .long { min-width: 14rem; overflow-wrap: anywhere; }
figure { margin: 1rem 0; overflow-x: auto; } figcaption { font-weight: 600; }
figcaption span { display: inline-block; font-weight: 400; margin-left: 1rem; } figcaption span::before { content: ''; display: inline-block; width: 0.7rem; height: 0.7rem; margin-right: 0.35rem; background: currentColor; }
figcaption .right { color: var(--accent); } figcaption .wrong { color: var(--wrong); }
svg { width: 100%; min-width: 30rem; max-width: 44rem; height: auto; } svg text { font-size: 12px; fill: currentColor; opacity: 0.8; }
.axis, .curve, .bar { fill: none; } .axis { stroke: currentColor; opacity: 0.5; } .grid { stroke: var(--line); }
.curve { stroke: var(--accent); stroke-width: 2; } .bar { stroke: var(--accent); stroke-width: 2; opacity: 0.45; }
circle, .right { fill: var(--accent); } .wrong { fill: var(--wrong); }
details { border-bottom: 1px solid var(--line); padding: 0.3rem 0; } summary span { opacity: 0.7; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
`;
