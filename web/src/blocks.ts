// What findings are told with, as the server says them (report/blocks.py): the page only sets them.
export interface Column {
  text: string;
  kind: "name" | "words" | "figures";
  breaks: boolean;
}
export interface Row {
  cells: string[];
  style: "plain" | "head" | "under";
  is_last: boolean;
}
export interface TextBlock {
  kind: "text";
  text: string;
  style: "plain" | "lead" | "note" | "command";
  is_close: boolean;
}
export interface HeadingBlock {
  kind: "heading";
  text: string;
  note: string;
}
export interface ListingBlock {
  kind: "listing";
  items: string[];
  title: string;
}
export interface FactBlock {
  kind: "fact";
  figure: string;
  text: string;
  side: "official" | "true";
  is_wrong: boolean;
}
export interface TableBlock {
  kind: "table";
  title: string;
  columns: Column[];
  rows: Row[];
  note: string;
  command: string;
}
export interface ChartBlock<Data = unknown> {
  kind: "chart";
  drawing: string;
  title: string;
  alt: string;
  data: Data;
  columns: Column[];
  rows: Row[];
  note: string;
  command: string;
}
export type Block = TextBlock | HeadingBlock | ListingBlock | FactBlock | TableBlock | ChartBlock;

/** Blocks under one heading; rule: the one restriction that they are about, if they are. */
export interface Section {
  id: string;
  heading: string;
  blocks: Block[];
  rule: string;
}
export interface Report {
  kicker: string;
  title: string;
  span: string;
  sections: Section[];
}

/** A row of the numbers behind a chart, in lines: for whoever points at it. */
export function told(block: ChartBlock, row: number): string {
  const [name, ...cells] = block.rows[row].cells;
  return [name, ...cells.map((cell, i) => `${block.columns[i + 1].text}: ${cell}`)].join("\n");
}
