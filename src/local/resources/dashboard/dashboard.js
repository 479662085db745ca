"use strict";

// Asks once a second and shows the answer. What came from a log is only ever set as text.

const EVERY_MILLIS = 1000;
const SECONDS_SHOWN = 120;
const SECONDS_OF_RATE = 5;
const whole = new Intl.NumberFormat("en");
const rates = [];
let last = null;
let failures = 0;

const byId = (id) => document.getElementById(id);

function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function element(name, className, text) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function seconds(value) {
  if (value < 120) return `${whole.format(Math.round(value))} s`;
  if (value < 7200) return `${whole.format(Math.round(value / 60))} min`;
  if (value < 172800) return `${whole.format(Math.round(value / 3600))} h`;
  return `${whole.format(Math.round(value / 86400))} d`;
}

function measure(value, unit) {
  if (unit === "s") return value < 0 ? "none" : seconds(value);
  if (unit === "ms") return `${whole.format(Math.round(value))} ms`;
  if (unit === "bytes") {
    if (value < 1e3) return `${value} B`;
    if (value < 1e6) return `${(value / 1e3).toFixed(1)} kB`;
    return `${(value / 1e6).toFixed(1)} MB`;
  }
  return whole.format(Math.round(value));
}

function total(metric) {
  // Ages of several sources: the newest arrival of all, and the one that waits longest.
  const numbers = metric.values.map((v) => v.number);
  if (metric.unit !== "s") return numbers.reduce((a, b) => a + b, 0);
  const known = numbers.filter((n) => n >= 0);
  if (known.length === 0) return -1;
  return metric.id === "newestArrivalAge" ? Math.min(...known) : Math.max(...known);
}

// Batches come in bursts: a mean of some seconds.
function rate() {
  const recent = rates.slice(-SECONDS_OF_RATE);
  return recent.length ? Math.round(recent.reduce((a, b) => a + b, 0) / recent.length) : 0;
}

function age(job) {
  const oldest = job ? job.metrics.find((m) => m.id === "oldestUndeliveredAge") : undefined;
  return oldest ? total(oldest) : 0;
}

// Class and text while nothing arrives. Only a job in this process knows what it has not delivered.
function atRest(facts) {
  const undelivered = facts.job ? facts.job.counts.undelivered : 0;
  if (undelivered > 0) return ["busy", `On the way to the Bridge: ${whole.format(undelivered)}`];
  if (facts.bridge.transactions === 0) return ["", "Waiting for the first transaction"];
  return ["well", facts.job ? "Everything is delivered" : "Nothing arrives at the moment"];
}

function showState(facts) {
  const fault = facts.faults.find((f) => f.on);
  let className = "well";
  let text = "Delivering";
  if (fault) {
    className = "bad";
    text = `Fault on: ${fault.title}`;
  } else if (age(facts.job) >= SECONDS_OF_RATE) {
    className = "busy";
    text = "Holding transactions until the Bridge takes them";
  } else if (rate() === 0) {
    [className, text] = atRest(facts);
  }
  byId("state").className = `state ${className}`;
  set(byId("state-text"), text);
}

function showFigures(facts) {
  const counts = facts.job ? facts.job.counts : null;
  set(byId("delivered"), whole.format(counts ? counts.delivered : facts.bridge.transactions));
  set(byId("rate"), whole.format(rate()));
  if (!counts) return;
  const dead = counts.rejected + counts.deadLettered;
  set(byId("undelivered"), whole.format(counts.undelivered));
  set(byId("dead"), whole.format(dead));
  set(byId("rejected"), whole.format(counts.rejected));
  set(byId("refused"), whole.format(counts.deadLettered));
  set(byId("retries"), whole.format(counts.retries));
  set(byId("requests"), whole.format(counts.requests));
  const waits = age(facts.job);
  set(byId("oldest"), seconds(waits));
  byId("undelivered").closest(".figure").classList.toggle("alarm", waits >= 10);
  byId("dead").closest(".figure").classList.toggle("alarm", dead > 0);
}

function showChart() {
  const most = Math.max(1, ...rates);
  const step = 240 / (SECONDS_SHOWN - 1);
  const start = 240 - (rates.length - 1) * step;
  const points = rates.map((r, i) => `${(start + i * step).toFixed(1)} ${(46 - (40 * r) / most).toFixed(1)}`);
  if (points.length < 2) return;
  byId("chart-line").setAttribute("d", `M${points.join("L")}`);
  byId("chart-area").setAttribute("d", `M${start.toFixed(1)} 48L${points.join("L")}L240 48Z`);
}

function showFaults(faults) {
  const list = byId("faults");
  for (const fault of faults) {
    let button = list.querySelector(`[data-fault="${fault.name}"]`);
    if (!button) {
      button = element("button");
      button.type = "button";
      button.dataset.fault = fault.name;
      const knob = element("span", "switch");
      knob.setAttribute("aria-hidden", "true");
      const effect = element("span", "effect", fault.effect);
      effect.id = `effect-${fault.name}`;
      button.setAttribute("aria-label", fault.title);
      button.setAttribute("aria-describedby", effect.id);
      button.append(knob, element("span", "name", fault.title), effect);
      button.addEventListener("click", () => turn(button));
      const item = element("li");
      item.append(button);
      list.append(item);
    }
    button.setAttribute("aria-pressed", String(fault.on));
  }
}

async function turn(button) {
  const on = button.getAttribute("aria-pressed") !== "true";
  await fetch(`fault/${on ? button.dataset.fault : "NONE"}`, { method: "POST" });
  await refresh();
}

function showJob(job) {
  byId("flow").hidden = !job;
  for (const figure of document.querySelectorAll(".figure:not(.wide)")) figure.hidden = !job;
  if (!job) {
    set(byId("flow-note"), "The job runs in another process: see Flink's web UI or its Prometheus reporter.");
    return;
  }
  for (const node of document.querySelectorAll("[data-count]")) {
    set(node, whole.format(job.counts[node.dataset.count]));
  }
  const known = new Map(job.metrics.map((m) => [m.id, m]));
  for (const node of document.querySelectorAll("[data-metric]")) {
    const metric = known.get(node.dataset.metric);
    node.parentElement.hidden = !metric;
    if (metric) set(node, measure(total(metric), metric.unit));
  }
  for (const node of document.querySelectorAll("[data-flink]")) {
    const value = job.flink[node.dataset.flink];
    set(node, value === undefined || value < 0 ? "–" : measure(value, node.dataset.unit));
  }
  showMetrics(job.metrics);
}

function showMetrics(metrics) {
  const rows = [];
  for (const metric of metrics) {
    for (const value of metric.values) {
      const row = element("tr");
      const name = element("td");
      name.append(element("code", "", metric.id));
      if (value.by) name.append(element("span", "host", ` ${value.by}`));
      row.append(name, element("td", "number", measure(value.number, metric.unit)), element("td", "", metric.meaning));
      rows.push(row);
    }
  }
  byId("metrics").replaceChildren(...rows);
}

function showActivity(activity) {
  byId("activity-empty").hidden = activity.length > 0;
  const rows = activity.map((t) => {
    const row = element("tr");
    const where = element("td");
    const path = element("code", "", t.path);
    where.append(element("span", "host", t.host), path);
    const time = new Date(Number(t.at) * 1000);
    const shown = element("td", "time", Number.isNaN(time.getTime()) ? t.at : time.toISOString().slice(11, 19));
    shown.title = t.at;
    row.append(
      shown,
      element("td", "method", t.method),
      element("td", `status c${/^[2-5]/.test(t.status) ? t.status[0] : 0}`, t.status),
      where,
      element("td", "", t.client));
    return row;
  });
  byId("activity-rows").replaceChildren(...rows);
}

function showEndpoints(facts) {
  set(byId("endpoints-found"), whole.format(facts.endpointsFound));
  byId("endpoints-empty").hidden = facts.endpoints.length > 0;
  const rows = facts.endpoints.map((e) => {
    const row = element("tr");
    const name = element("td");
    name.append(element("span", "method", e.method), " ", element("code", "", e.path), element("span", "host", e.host));
    const mix = element("td");
    const bar = element("div", "mix");
    bar.setAttribute("aria-hidden", "true");
    const spoken = [];
    for (const status of ["2xx", "3xx", "4xx", "5xx", "other"]) {
      const count = e.statuses[status];
      if (!count) continue;
      const part = element("span", `s${status === "other" ? 0 : status[0]}`);
      part.style.flexGrow = String(count);
      bar.append(part);
      spoken.push(`${whole.format(count)} ${status}`);
    }
    mix.title = spoken.join(", ");
    mix.append(bar, element("span", "sr", spoken.join(", ")));
    row.append(name, element("td", "number", whole.format(e.count)), mix);
    return row;
  });
  byId("endpoints-rows").replaceChildren(...rows);
}

function showBridge(bridge) {
  set(byId("taken"), whole.format(bridge.transactions));
  set(byId("repeats"), whole.format(bridge.repeats));
  set(byId("tokens"), whole.format(bridge.tokens));
  set(byId("complaints"), whole.format(bridge.problems.length));
  byId("problems").replaceChildren(...bridge.problems.map((p) => element("li", "", p)));
  const answers = Object.entries(bridge.answers)
    .map(([status, count]) => `${whole.format(count)} × ${status === "0" ? "no answer" : status}`)
    .join(", ");
  set(byId("answers"), answers ? `Answers given: ${answers}` : "No request yet.");
}

function note(facts) {
  const taken = facts.bridge.transactions;
  if (last && facts.atMillis > last.atMillis) {
    const rate = ((taken - last.taken) * 1000) / (facts.atMillis - last.atMillis);
    rates.push(Math.max(0, Math.round(rate)));
    if (rates.length > SECONDS_SHOWN) rates.shift();
  }
  last = { atMillis: facts.atMillis, taken };
}

async function refresh() {
  try {
    const answer = await fetch("dashboard.json");
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const facts = await answer.json();
    failures = 0;
    note(facts);
    set(byId("version"), facts.version);
    showFaults(facts.faults);
    showJob(facts.job);
    showFigures(facts);
    showChart();
    showBridge(facts.bridge);
    showState(facts);
    if (byId("hold").getAttribute("aria-pressed") !== "true") {
      showActivity(facts.activity);
      showEndpoints(facts);
    }
  } catch (e) {
    failures++;
    if (failures >= 3) {
      byId("state").className = "state";
      set(byId("state-text"), "The simulator has ended");
    }
  }
}

byId("hold").addEventListener("click", () => {
  const button = byId("hold");
  button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
});

async function loop() {
  if (!document.hidden) await refresh();
  setTimeout(loop, EVERY_MILLIS);
}

loop();
