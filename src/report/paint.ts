import pc from 'picocolors';

/** Marks text for a terminal. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  unsure(text: string): string;
}

/** Paints with colors, or leaves text as it is. */
export function paintWith(colors: boolean): Paint {
  const { bold, dim, green, red, yellow } = pc.createColors(colors);
  return { bold, dim, good: green, bad: red, unsure: yellow };
}

/** Paints the word of a verdict. */
export function paintVerdict(paint: Paint, verdict: string, text: string): string {
  switch (verdict) {
    case 'holds':
    case 'witnessed':
    case 'reproduced':
      return paint.good(text);
    case 'unknown':
      return paint.unsure(text);
    default:
      return paint.bad(text);
  }
}
