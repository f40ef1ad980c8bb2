using System.Globalization;

/// <summary>Registrations and what goes with them: sharing, leads, certificates, compliance and the rules.</summary>
internal sealed partial class World
{
    private void Registrations()
    {
        var draw = new Draw("registrations");
        List<Claim> claims = [];
        foreach (var r in cast["registrations"])
        {
            _ids.Add(r[0]);
            _claimed.Add(r[4] + Family(r[6]));
            claims.Add(new(r[0], r[1], r[2], r[3], _accounts[r[4]], true, r[5].Length > 0 ? r[5] : _accounts[r[4]].Name, r[6],
                Format.Number(r[7]), r[8], Format.Number(r[9]), r[10], Format.Number(r[11]), Format.Number(r[12]), r[13], r[14], r[15]));
        }

        var deck = Format.List("Approved;Approved;Approved;Converted;Converted;Expired;Expired;Rejected;Rejected;InReview;InReview;Submitted;Submitted;NeedsInfo;Withdrawn;Withdrawn;Revoked;Draft");
        foreach (var partner in cast["partners"].Skip(4))
        {
            var statuses = IsActive(partner) && partner[0] != "ORG-MAPLEFORGE" ? deck : partner[5] == "Applicant" ? ["Draft"] : ["Expired", "Expired", "Rejected", "Converted", "Withdrawn", "Expired"];
            claims.AddRange(draw.Shuffle(statuses).Take(9).Select(s => Invent(draw, partner, s)));
        }

        var rows = claims.Select(c => (Claim: c, Row: Settle(draw, c))).OrderBy(c => c.Row[18] as DateTime? ?? DateTime.MaxValue).ToArray();
        var receipt = 1000;
        foreach (var (_, row) in rows.Where(r => r.Row[18] is not null))
        {
            row[17] = receipt += 1;
        }

        Table("registrations", "registration_id,partner_org_id,submitted_by,on_behalf,kind,customer_name,customer_domain,customer_country,customer_postal_code,account_id,"
            + "product_id,product_family,amount,currency,expected_close,status,status_since,receipt_seq,submitted_at,approved_at,approved_by,protected_until,extension_count,opportunity_id,outcome,conflict_state,reject_reason",
            rows.Select(r => r.Row));
        Table("registration_notes", "registration_id,partner_org_id,note", draw.Shuffle(claims).Take(30).Select((c, i) => (object?[])[c.Id, c.Org, cast["notes"][i % cast["notes"].Count][0]]));
        Table("disputes", "dispute_id,registration_id,partner_org_id,other_registration_id,other_partner_org_id,state,opened_at,ruling", cast["disputes"]
            .Select(d => (object?[])[d[0], d[1], claims.First(c => c.Id == d[1]).Org, d[2], claims.First(c => c.Id == d[2]).Org, d[3], d[4], d[5]]));
    }

    private Claim Invent(Draw draw, string[] partner, string status)
    {
        var product = draw.Pick(Products(partner));
        var countries = CountriesOf(partner);
        var known = status == "Converted" || draw.Chance(75);
        var customer = known
            ? draw.Pick([.. _accounts.Values.Where(a => !a.IsCast && countries.Contains(a.Country) && !_claimed.Contains(a.Id + Family(product))
                && !_opportunities.Any(o => o.Account == a && Family(o.Product) == Family(product)))])
            : Invent(draw, draw.Pick(countries), "");
        _claimed.Add(customer.Id + Family(product));
        var longAgo = partner[5] == "Suspended" || partner[0] == "ORG-MAPLEFORGE" ? 120 : partner[5] == "Offboarded" ? 230 : 0;
        var extensions = status == "Approved" && draw.Chance(20) ? draw.Int(1, 2) : 0;
        var age = status switch
        {
            "Approved" => draw.Int(4, 82) + (30 * extensions),
            "Converted" => draw.Int(30, 280),
            "Expired" => draw.Int(98, 330),
            "InReview" => draw.Int(1, 3),
            "Submitted" => 1,
            "NeedsInfo" => draw.Int(2, 5),
            "Revoked" => draw.Int(70, 200),
            _ => draw.Int(8, 25) + (status == "Draft" ? 0 : draw.Int(0, 180)),
        };
        age = longAgo > 0 && status != "Draft" ? longAgo + (age % 170) : age;
        var reasons = Format.List("AlreadyWorked;NotEligible;EvidenceIncomplete;CustomerUnclear;OutsideTerritory;BelowMinimum;RenewalNotEligible;CompetenceMissing");
        var currency = draw.Chance(8) ? "USD" : Country(customer.Country)[1];
        var outcome = status == "Converted" && age > 150 ? draw.Chance(60) ? "won" : "lost" : "";
        var by = draw.Pick([.. People(partner[0], "partner_seller"), .. People(partner[0], "partner_seller"), .. People(partner[0], "partner_admin")]);
        var reason = status == "Rejected" ? draw.Pick(reasons) : "";
        var closeIn = draw.Int(20, 170) - (age > 90 && status != "Approved" ? age : 0);
        return new(NewId(draw, "DR-", 4), partner[0], by, "", customer, known, Spell(draw, customer), product, Math.Max(Amount(draw, customer.Segment, currency), 2600), currency,
            age, status, extensions, closeIn, outcome, reason == "AlreadyWorked" ? "Resolved" : "None", reason);
    }

    private string Spell(Draw draw, Account a)
    {
        var form = Format.List(Country(a.Country)[4]).Where(f => a.Name.EndsWith(" " + f, StringComparison.OrdinalIgnoreCase)).OrderByDescending(f => f.Length).FirstOrDefault("");
        return draw.Int(1, 10) switch { <= 5 => a.Name, <= 7 => a.Name[..^form.Length].Trim(), 8 => Format.Fold(a.Name), 9 => a.Name.ToUpperInvariant(), _ => a.Name.Replace('&', '+') };
    }

    /// <summary>The row of a claim: times that agree with its status, who approved it, and the opportunity of a converted one.</summary>
    private object?[] Settle(Draw draw, Claim c)
    {
        var partner = cast.Row("partners", c.Org);
        DateTime? submitted = c.Status == "Draft" ? null : At(draw, c.Age), approved = null, until = null;
        var since = submitted ?? At(draw, c.Age);
        var (by, opportunity) = ("", "");
        if (c.Status is "Approved" or "Converted" or "Expired" or "Revoked")
        {
            var usd = c.Amount * _rates[c.Currency];
            var rule = usd <= Format.Number(cast.Row("engagement_rules", "auto_limit_" + partner[4])[1]);
            by = rule ? since.Year < 2026 ? "rules@2" : "rules@3" : usd >= 250000 ? cast.Row("regions", _regionOf[c.Customer.Country])[3] : partner[6];
            approved = rule ? since : Cap(since.AddSeconds(draw.Int(4 * 3600, 46 * 3600)), draw);
            until = approved.Value.AddDays(90 + (30 * c.Extensions));
            since = c.Status switch { "Expired" => until.Value, "Approved" => approved.Value, _ => Cap(approved.Value.AddDays(draw.Int(5, 24)), draw) };
        }
        else if (c.Status is "Rejected" or "Withdrawn" or "NeedsInfo")
        {
            since = Cap(since.AddSeconds(c.Status == "Withdrawn" ? draw.Int(86400, 600000) : draw.Int(18000, 150000)), draw);
        }

        var close = Today.AddDays(c.CloseIn);
        if (c.Status == "Converted")
        {
            var first = DateOnly.FromDateTime(since);
            var room = Today.DayNumber - first.DayNumber - 1;
            var last = c.Outcome.Length > 0 ? first.AddDays(Math.Min(room, draw.Int(45, 100))) : first.AddDays(Math.Min(room, draw.Int(8, 60)));
            var stages = Stages.Skip(1).Take(c.Outcome.Length > 0 ? 4 : room < 12 ? 1 : draw.Int(1, 3)).ToList();
            stages.AddRange(c.Outcome switch { "won" => ["ClosedWon"], "lost" => ["ClosedLost"], _ => [] });
            var steps = Steps(draw, stages, first, stages.Count == 1 ? first : last);
            close = c.Outcome.Length > 0 ? last : Today.AddDays(draw.Int(20, 120));
            opportunity = NewId(draw, "OPP-", 5);
            var active = c.Outcome.Length > 0 ? last : Today.AddDays(-draw.Int(1, Math.Max(1, Today.DayNumber - steps[^1].On.DayNumber)));
            _opportunities.Add(new(opportunity, c.Customer, c.Product, c.Amount, c.Currency, close, "Partner", c.Org, steps, since, Cap(active.ToDateTime(new(23, draw.Int(10, 50)), DateTimeKind.Utc), draw)));
        }

        var domain = c.Customer.Domain.Length > 0 && draw.Chance(15) ? "www." + c.Customer.Domain : c.Customer.Domain;
        return [c.Id, c.Org, c.By, c.OnBehalf, partner[14], c.NameAsGiven, domain, c.Customer.Country, c.Customer.Postal, c.Known ? c.Customer.Id : "", c.Product, Family(c.Product), c.Amount, c.Currency, close,
            c.Status, since, null, submitted, approved, by, until, c.Extensions, opportunity, c.Outcome, c.Conflict, c.Reason];
    }

    private void Sharing()
    {
        var draw = new Draw("sharing");
        string[] populations = ["customers", "open_opps", "prospects"];
        var active = cast["partners"].Where(IsActive).ToArray();
        List<object?[]> rows = [.. cast["overlaps"].Select(o => (object?[])[NewId(draw, "PAC-", 6), o[0], o[1], o[2], o[3], o[4], o[5], o[6], "", o[7]])];
        foreach (var partner in active)
        {
            var countries = CountriesOf(partner);
            var shared = draw.Shuffle(_accounts.Values.Where(a => !a.IsCast && countries.Contains(a.Country))).Take(12);
            foreach (var a in draw.Shuffle([.. shared, .. Enumerable.Range(0, 9).Select(_ => Invent(draw, draw.Pick(countries), ""))]))
            {
                var phone = draw.Chance(50) ? Country(a.Country)[6] + draw.Fill(" 555 ######") : "";
                rows.Add([NewId(draw, "PAC-", 6), partner[0], draw.Pick(populations), Spell(draw, a), draw.Chance(75) ? a.Domain : "", a.Country, draw.Chance(70) ? a.Postal : "", a.City, phone, draw.Chance(60) ? a.Industry : ""]);
            }
        }

        Table("partner_accounts", "row_id,partner_org_id,population,name,domain,country,postal_code,city,phone,industry", rows);
        string[] levels = ["Overlaps", "Overlaps", "Overlaps", "All", "Counts", "Hidden"];
        Table("sharing_rules", "rule_id,partner_org_id,population,level,fields,granted_by,valid_from,valid_to", active.SelectMany(p => populations.Select(q =>
            (object?[])[NewId(draw, "SHR-", 5), p[0], q, p[6] == "PER-ANJA" ? q == "prospects" ? "Counts" : "Overlaps" : draw.Pick(levels), "name;country", People(p[0], "partner_admin")[0], Today.AddDays(-draw.Int(60, 400)), ""])));
        Table("vendor_sharing_rules", "rule_id,population,level,fields,valid_from,valid_to", populations.Select(q =>
            (object?[])["SHR-HALVOR-" + q.ToUpperInvariant().Replace('_', '-'), q, q == "prospects" ? "Counts" : "Overlaps", "name;country", Format.Date("2025-07-01"), ""]));
    }

    private void Leads()
    {
        var draw = new Draw("leads");
        List<object?[]> rows = [["LEA-ADATUM", "Adatum A/S", "DK", "PRD-LEDGER", "web", 74, AsOf.AddHours(-11), "Offered", "ORG-NIMBUS", AsOf.AddHours(-8.5), null, null]];
        string[] deck = ["New", "Offered", "Accepted", "Working", "Converted", "Returned", "Archived", "Working", "New"];
        var partners = cast["partners"].Where(p => IsActive(p) && p[0] != "ORG-MAPLEFORGE").ToArray();
        for (var i = 0; i < 44; i++)
        {
            var (state, partner) = (deck[i % deck.Length], draw.Pick(partners));
            var received = state is "New" or "Offered" ? AsOf.AddMinutes(-draw.Int(500, 800)) : At(draw, state == "Archived" ? draw.Int(95, 200) : draw.Int(2, 80));
            DateTime? offered = state == "New" ? null : Cap(received.AddMinutes(draw.Int(30, 180)), draw);
            DateTime? accepted = state is "Accepted" or "Working" or "Converted" ? offered!.Value.AddMinutes(draw.Int(20, 160)) : null;
            DateTime? touched = state is "Working" or "Converted" ? accepted!.Value.AddMinutes(draw.Int(20, 200)) : null;
            var country = draw.Pick(CountriesOf(partner));
            var hint = draw.Chance(40) ? Root(Country(country)[2]) : Spell(draw, draw.Pick([.. _accounts.Values.Where(a => a.Country == country && !a.IsCast)]));
            rows.Add([NewId(draw, "LEA-", 5), hint, country, draw.Pick(Products(partner)), draw.Pick(Format.List("inbound;web;event")), draw.Int(15, 95), received, state, state == "New" ? "" : partner[0], offered, accepted, touched]);
        }

        Table("leads", "lead_id,account_hint,country,product_id,source,score,received_at,state,partner_org_id,offered_at,accepted_at,first_touch_at", rows);
    }

    private void Competence()
    {
        var draw = new Draw("competence");
        var certified = cast["certs"].ToList();
        foreach (var p in cast["partners"].Skip(4).Where(p => p[5] != "Applicant"))
        {
            foreach (var family in Format.List(p[10]))
            {
                foreach (var person in People(p[0], "partner_seller").Concat(People(p[0], "partner_admin")).Where((_, i) => i == 0 || draw.Chance(40)))
                {
                    var days = draw.Int(1, 100) switch { <= 14 => -draw.Int(8, 240), <= 30 => draw.Int(6, 58), _ => draw.Int(75, 690) };
                    certified.Add([p[0], person, family, draw.Pick(Format.List("Associate;Professional;Expert")), Format.Cell(Today.AddDays(days))]);
                }
            }
        }

        Table("certifications", "certification_id,person_id,product_family,level,issued_on,expires_on", certified.Select(c => (object?[])[NewId(draw, "CERT-", 5), c[1], c[2], c[3], Format.Date(c[4]).AddDays(-730), c[4]]));
        Table("compliance_rules", "kind,countries", cast["compliance_rules"]);
        Table("compliance", "compliance_id,partner_org_id,kind,country,valid_from,valid_to,verified_by",
            from p in cast["partners"] from country in CountriesOf(p).Union(p[13].Contains("DE-SOUTH", StringComparison.Ordinal) ? ["DE"] : []) from rule in cast["compliance_rules"]
            where rule[1] == "*" || Format.List(rule[1]).Contains(country)
            let exception = cast["compliance_exceptions"].FirstOrDefault(e => e[0] == p[0] && e[1] == rule[0] && e[2] == country)?[3]
            where exception != "missing"
            let to = exception is null ? Today.AddDays(draw.Int(100, 700)) : Format.Date(exception)
            select (object?[])[NewId(draw, "CMP-", 6), p[0], rule[0], country, to.AddDays(-730), to, p[6]]);
    }

    private void Rules()
    {
        Table("exclusions", "exclusion_id,account_id,scope,except_org_ids,verdict,valid_from,valid_to", cast["exclusions"]);
        Table("engagement_rules", "key,value", cast["engagement_rules"]);
        Table("fx_rates", "base,quote,rate,as_of,source", cast["fx"].Select(f => (object?[])[f[0], "USD", _rates[f[0]].ToString("F10", CultureInfo.InvariantCulture), Today.AddDays(-1), "Halvor treasury (invented)"]));
        static string Id(string[] row) => "CAL-" + row[0].Replace('/', '-');
        Table("calendars", "calendar_id,time_zone,weekdays,opens,closes", cast["calendars"].Select(c => (object?[])[Id(c), c[0], c[1], "09:00", "18:00"]));
        Table("holidays", "calendar_id,date,name", from c in cast["calendars"] from year in Enumerable.Range(2025, 3) from day in Format.List(c[2])
                                                   select (object?[])[Id(c), Format.Cell(year) + "-" + day[..5], day[6..]]);
    }
}
