// One bundle for two documents: the lab, and a report, which carries its data within itself.
import "./page.css";
import { mount } from "svelte";
import type { Document as ReportData } from "./blocks";
import Page from "./Page.svelte";
import Report from "./Report.svelte";

const target = document.getElementById("page") as HTMLElement;
const data = document.getElementById("report-data");
if (data) mount(Report, { target, props: { data: JSON.parse(data.textContent ?? "") as ReportData } });
else mount(Page, { target });
