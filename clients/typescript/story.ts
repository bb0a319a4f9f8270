// The story of the main job, played against a running server by a client generated from its document.

import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import createClient from "openapi-fetch";
import type { components, paths } from "../generated/schema.js";

const need = (name: string): string => process.env[name] ?? assert.fail(`${name} is not set`);
const baseUrl = need("DUNGTHU_URL");
const mails = need("DUNGTHU_MAILS");
const password = need("DUNGTHU_PASSWORD");

const as = (token?: string) =>
  createClient<paths>({ baseUrl, headers: token ? { Authorization: `Bearer ${token}` } : {} });
const anyone = as();

/** What an operation answered; a problem ends the story with its code. */
async function of<T>(answer: Promise<{ data?: T; error?: components["schemas"]["Problem"]; response: Response }>) {
  const { data, error, response } = await answer;
  if (data === undefined) assert.fail(`${response.url}: ${response.status} ${error?.code} ${error?.detail}`);
  return data;
}

/** The token of the link in the mail to somebody, once it has arrived. */
async function linked(email: string): Promise<string> {
  for (let tried = 0; tried < 200; tried += 1, await pause(50)) {
    for (const file of readdirSync(mails).filter((name) => name.endsWith(".eml"))) {
      const mail = readFileSync(`${mails}/${file}`, "utf8").replace(/=\r?\n/g, "");
      const token = /\/pages\/verification\/([\w-]{43})/.exec(mail)?.[1];
      if (token && mail.includes(`To: ${email}`) || token && mail.includes(`<${email}>`)) return token;
    }
  }
  return assert.fail(`no mail with a link to ${email}`);
}

async function logIn(email: string, code?: string) {
  return as((await of(anyone.POST("/v1/sessions", { body: { email, password, code } }))).token);
}

async function register(email: string, name: string) {
  await of(anyone.POST("/v1/accounts", { body: { email, name, password, locale: "vi" } }));
  const token = await linked(email);
  const { response } = await anyone.POST("/v1/accounts/verification", { body: { token, password } });
  assert.equal(response.status, 204);
  return logIn(email);
}

// A code works for a minute: all log in at once.
const reviewer = await logIn("reviewer@demo.example", need("DUNGTHU_REVIEWER_CODE"));
const analyst = await logIn("analyst@demo.example", need("DUNGTHU_ANALYST_CODE"));
const administrator = await logIn("administrator@demo.example", need("DUNGTHU_ADMINISTRATOR_CODE"));
const sme = await register("sme1@demo.example", "Chủ Doanh Nghiệp Demo");
const business = await of(sme.POST("/v1/businesses", {
  body: { tax_code: "9900000016", name: "Công ty TNHH Demo 1 (demo)", province_code: "79", industry_section: "G",
    employees: 8, revenue_vnd: 4_000_000_000 },
}));
assert.equal(business.size_class, "micro");

const seller = await register("vendor1@demo.example", "Người Bán Demo");
const vendor = await of(seller.POST("/v1/vendors", { body: { tax_code: "9900000023", name: "Demo Vendor Một (demo)" } }));
await of(reviewer.POST("/v1/vendors/{id}/approval", { params: { path: { id: vendor.id } } }));
const drafted = await of(seller.POST("/v1/platforms", {
  body: { vendor_id: vendor.id, slug: "demo-so-sach", name: "Sổ Sách Đại Việt (demo)", category_code: "accounting_finance",
    summary_vi: "Sổ sách và hóa đơn cho cửa hàng nhỏ.", summary_en: "Books and invoices for small shops.",
    offers: [{ valid_from: "2026-01-01", price_vnd_per_month: 250_000, days: { micro: 90, small: 60 } }] },
}));
const platform = { params: { path: { id: drafted.id } } };
const read = await seller.GET("/v1/listings/{id}", platform);
const changed = await of(seller.PATCH("/v1/platforms/{id}", {
  params: { path: { id: drafted.id }, header: { "If-Match": read.response.headers.get("ETag") ?? "" } },
  body: { summary_en: "Books, invoices and taxes for small shops." },
}));
assert.equal(changed.summary_en, "Books, invoices and taxes for small shops.");
await of(seller.POST("/v1/platforms/{id}/submission", platform));
await of(reviewer.POST("/v1/platforms/{id}/review", platform));
const scores = [1, 2, 3, 4, 5, 6].map((criterion) => ({ criterion, score: 2, comment: "Demo." }));
for (const who of [reviewer, administrator]) {
  await of(who.POST("/v1/platforms/{id}/assessments", { ...platform, body: { scores } }));
}
await of(reviewer.POST("/v1/platforms/{id}/publication", platform));

const found = await of(anyone.GET("/v1/platforms", { params: { query: { q: "so sach dai viet", size: "micro" } } }));
assert.equal(found.data[0]?.id, drafted.id);
const asked: components["schemas"]["TrialIn"] = {
  business_id: business.id, platform_id: drafted.id, need: "Quản lý sổ sách và hóa đơn.",
  contact_name: "Chủ Doanh Nghiệp Demo", contact_email: "sme1@demo.example", consent_to_pass_contact: true, channel: "direct",
};
const trial = await of(sme.POST("/v1/trials", { body: asked }));
const path = { params: { path: { id: trial.id } } };
await of(seller.POST("/v1/trials/{id}/acceptance", path));
const started = await of(seller.POST("/v1/trials/{id}/provisioning", { ...path, body: { access_reference: "demo-1" } }));
assert.match(started.trial_end ?? "", /T16:59:59\.999999Z$/);
await of(seller.POST("/v1/trials/{id}/activation", path));

const again = await sme.POST("/v1/trials", { body: asked });
assert.deepEqual([again.response.status, again.error?.code], [409, "second_trial"]);

const starts_on = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
await of(seller.POST("/v1/trials/{id}/conversion", {
  ...path, body: { plan: "Demo cơ bản", amount_vnd_per_month: 250_000, starts_on, already_customer: false },
}));
const conversion = await of(sme.POST("/v1/trials/{id}/conversion/confirmation", { ...path, body: { already_customer: false } }));
assert.deepEqual([conversion.status, conversion.counts, conversion.evidence_level], ["confirmed", true, 1]);

const funnel = await of(analyst.GET("/v1/reports/funnel", { params: { query: { group_by: "province" } }}));
assert(typeof funnel !== "string", "a report is a file only where one is asked for");
assert.deepEqual(funnel.data.map((row) => [row.cell.groups[0], row.started, row.confirmed]), [["79", 1, 1]]);
const events = await of(sme.GET("/v1/trials/{id}/events", path));
assert.equal(events.data.at(-1)?.kind, "conversion.confirmed");
console.log("the story, by the TypeScript client: told to its end");
