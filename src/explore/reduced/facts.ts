/** Numbers for cells' coming to hold values. */
export class Facts {
  private readonly numbers = new Map<number, Map<number, number>>();
  private readonly cells: number[] = [];

  of(cell: number, value: number): number {
    let ofCell = this.numbers.get(cell);
    if (ofCell === undefined) {
      ofCell = new Map<number, number>();
      this.numbers.set(cell, ofCell);
    }
    let number = ofCell.get(value);
    if (number === undefined) {
      number = this.cells.push(cell) - 1;
      ofCell.set(value, number);
    }
    return number;
  }

  /** The cell of a fact. */
  cellOf(number: number): number {
    return this.cells[number]!;
  }

  /** Whether a value that a cell may come to hold is as wanted; each is given with its number. */
  someOf(cell: number, wanted: (value: number, number: number) => boolean): boolean {
    for (const [value, number] of this.numbers.get(cell) ?? []) if (wanted(value, number)) return true;
    return false;
  }
}
