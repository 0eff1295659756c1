/** A statement of a program, as the modelling language has it. */
export interface Call {
  /** How titles name it. */
  readonly name: string;
  readonly code: string;
}
