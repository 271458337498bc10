const words = 'Let me add **both** terms $a$ again, since `f(x)` was *off* by one (see the step).';

function repeated(count: number, line: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => line(at)).join('');
}

/** Blocks longer than what is parsed again with every piece, so that they are shown in parts. */
export const longBlocks: Readonly<Record<string, string>> = {
  paragraphOfLines: repeated(50, (at) => `Line ${at}: ${words}\n`),
  paragraphOfOneLine: repeated(50, () => `${words} `),
  openEmphasis: `**${repeated(90, (at) => `Line ${at} of bold text that never ends, with more\n`)}`,
  noSpaces: 'x'.repeat(5000),
  pairs: '😀'.repeat(2500),
  code: `Code:\n\n\`\`\`python\n${repeated(300, (at) => `x_${at} = f(${at})  # step\n`)}\`\`\`\n\nThen **text**.\n`,
  openCode: `\`\`\`\n${repeated(300, (at) => `line ${at} of it\n\n`)}`,
  codeOfOneLine: `\`\`\`js\nconst a = [${repeated(1200, (at) => `${at},`)}];\n\`\`\`\nend\n`,
  indentedCode: repeated(300, (at) => `    x = ${at}\n`),
  tightList: `Steps:\n${repeated(60, (at) => `- item ${at}: ${words}\n`)}\nAfter.\n`,
  numbers: repeated(60, (at) => `${at + 1}. ${words}\n`),
  sameNumbers: repeated(60, () => `1. ${words}\n\n`),
  nested: repeated(
    60,
    (at) => `${at + 1}. **Step**\n   - ${words}\n   - more\n\n     deep ${at}\n`,
  ),
  oneItem: `1. A long item.\n\n${repeated(110, (at) => `   Paragraph ${at}. ${words}\n\n`)}2. Next\n`,
  oneItemThenText: `- One item.\n\n${repeated(45, () => `  ${words}\n\n`)}\nEnd.\n\n${repeated(45, () => `${words}\n`)}`,
  table: `| a | b |\n|:--|--:|\n${repeated(120, (at) => `| ${at} | x and words |\n`)}\nend\n`,
  quote: repeated(50, (at) => `> ${at} ${words}\n`),
  openMath: `$$\n${repeated(200, (at) => `x_${at} + y_${at} \\\\\n`)}`,
  heading: `# ${repeated(60, () => `${words} `)}\ntext\n`,
  emptyLines: `a${'\n'.repeat(5000)}b\n`,
  mixed: `${repeated(30, () => `${words}\n`)}- a\n- b\n\n${repeated(30, () => `${words} `)}\n\n> q\n`,
};
