// What every chart is: words, a picture and the data behind it. The same functions draw in a browser
// and, for the PDF and notebooks, in a bare JavaScript engine: no chart measures or listens by itself.
import * as Plot from "@observablehq/plot";

export interface Theme {
  ink: string;
  muted: string;
  line: string;
  record: string;
  truth: string;
  wrong: string;
  paper: string;
  font: string;
}
export interface Size {
  width: number;
  theme: Theme;
  document?: Document;
  isLive: boolean;
}
export interface Drawing {
  title: string;
  alt: string;
  note?: string;
  head: string[];
  rows: (string | number)[][];
  draw: (size: Size) => Element;
}

export const pageTheme: Theme = {
  ink: "var(--ink)",
  muted: "var(--muted)",
  line: "var(--line)",
  record: "var(--record)",
  truth: "var(--truth)",
  wrong: "var(--wrong)",
  paper: "var(--paper)",
  font: "inherit",
};
export const printTheme: Theme = {
  ink: "#1d1b18",
  muted: "#5d5952",
  line: "#d8d3c8",
  record: "#1d1b18",
  truth: "#2a6496",
  wrong: "#b3361f",
  paper: "#ffffff",
  font: "Libertinus Serif, Source Serif 4, serif",
};

/** A plot in the page's dress. Plot's own style sheet is taken out: the page has it, and a strict
 * content policy would refuse it. */
export function plot(drawing: { title: string; alt: string }, size: Size, options: Plot.PlotOptions): Element {
  const svg = Plot.plot({
    document: size.document,
    width: size.width,
    className: "chart",
    ariaLabel: drawing.title,
    ariaDescription: drawing.alt,
    ...options,
    style: {
      fontFamily: size.theme.font,
      fontSize: "13px",
      color: size.theme.ink,
      background: "none",
      overflow: "visible",
    },
  });
  svg.querySelectorAll("style").forEach((style) => style.remove());
  // Names of parts say nothing here, and are not allowed on parts without a role.
  svg.querySelectorAll("[aria-label]").forEach((part) => part.removeAttribute("aria-label"));
  svg.setAttribute("role", "img");
  if (size.document) svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return svg;
}
