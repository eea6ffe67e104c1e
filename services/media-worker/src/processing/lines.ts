/** Takes chunks of a stream, hands over whole lines. */
export function lines(onLine: (line: string) => void): (chunk: Buffer) => void {
  let rest = '';
  return (chunk) => {
    const parts = (rest + chunk.toString('latin1')).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) onLine(Buffer.from(line, 'latin1').toString());
  };
}
