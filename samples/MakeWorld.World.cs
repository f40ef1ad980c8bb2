using System.Globalization;
using System.Text;

internal sealed record Account(string Id, string Name, string Domain, string Country, string Postal,
    string City, string Industry, string Segment, string Parent, string Owner, bool Named, bool IsCast, string Root);
internal sealed record Step(string Stage, DateOnly On);
internal sealed record Opportunity(string Id, Account Account, string Product, long Amount, string Currency, DateOnly Close,
    string Source, string Partner, List<Step> Steps, DateTime Created, DateTime Active);
internal sealed record Claim(string Id, string Org, string By, string OnBehalf, Account Customer, bool Known, string NameAsGiven,
    string Product, long Amount, string Currency, int Age, string Status,
    int Extensions, int CloseIn, string Outcome, string Conflict, string Reason);

/// <summary>The world being made: who there is, the accounts and their opportunities. The deals are in MakeWorld.Deals.cs.</summary>
internal sealed partial class World(Cast cast)
{
    private static readonly DateTime AsOf = new(2026, 6, 9, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateOnly Today = DateOnly.FromDateTime(AsOf);
    private static readonly string[] Stages = ["Prospect", "Qualified", "TechnicalValidation", "BusinessValidation", "Committed"];
    private readonly SortedDictionary<string, List<string>> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Account> _accounts = [];
    private readonly List<Opportunity> _opportunities = [];
    private readonly Dictionary<string, Queue<string>> _roots = [];
    private readonly HashSet<string> _ids = [], _used = [], _claimed = [];
    private readonly Dictionary<string, string> _regionOf = cast["regions"].SelectMany(r => Format.List(r[1]).Select(c => (Country: c, Region: r[0]))).ToDictionary(p => p.Country, p => p.Region);
    private readonly Dictionary<string, decimal> _rates = cast["fx"].ToDictionary(r => r[0], r => decimal.Parse(r[1], CultureInfo.InvariantCulture));

    public void Build()
    {
        Organisations();
        Territories();
        Accounts();
        Opportunities();
        Registrations();
        Sharing();
        Leads();
        Competence();
        Rules();
        Table("opportunities", "opportunity_id,account_id,product,stage,amount,currency,close_date,source,partner_org_id,owner_person_id,created_at,last_activity_at,outcome",
            _opportunities.Select(o => (object?[])[o.Id, o.Account.Id, o.Product, o.Steps[^1].Stage, o.Amount, o.Currency, o.Close, o.Source, o.Partner, o.Account.Owner, o.Created, o.Active,
                o.Steps[^1].Stage switch { "ClosedWon" => "won", "ClosedLost" => "lost", _ => "" }]));
        Table("stage_history", "opportunity_id,stage,entered_on,left_on",
            _opportunities.SelectMany(o => o.Steps.Select((s, i) => (object?[])[o.Id, s.Stage, s.On, i + 1 < o.Steps.Count ? o.Steps[i + 1].On : null])));
    }

    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, lines) in _files)
        {
            File.WriteAllText(Path.Combine(folder, name + ".csv"), string.Join('\n', lines) + "\n", new UTF8Encoding(false));
        }

        File.WriteAllText(Path.Combine(folder, "world.json"), "{\"as_of\":\"" + Format.Cell(Today) + "\",\"vendor\":\"Halvor\"}\n");
        Console.WriteLine(string.Join(", ", _files.Select(f => $"{f.Key} {f.Value.Count - 1}")));
    }

    private void Table(string name, string header, IEnumerable<object?[]> rows) => _files.Add(name, [header, .. rows.Select(r => string.Join(',', r.Select(Format.Cell)))]);

    private string NewId(Draw draw, string prefix, int length)
    {
        var id = prefix + draw.Code(length);
        return _ids.Add(id) ? id : NewId(draw, prefix, length);
    }

    private static DateTime At(Draw draw, int daysAgo)
    {
        var day = AsOf.AddDays(-daysAgo);
        day = day.DayOfWeek switch { DayOfWeek.Saturday => day.AddDays(-1), DayOfWeek.Sunday => day.AddDays(-2), _ => day };
        return day.AddSeconds(draw.Int(7 * 3600, 15 * 3600));
    }

    private static DateTime Cap(DateTime at, Draw draw) => at < AsOf ? at : AsOf.AddSeconds(-draw.Int(600, 30000));
    private string[] Country(string code) => cast.Row("countries", code);
    private string Family(string product) => cast.Row("products", product)[1];
    private static bool IsActive(string[] p) => p[5] == "Active";
    private string[] People(string org, string role) => [.. cast["people"].Where(p => p[2] == org && p[3] == role).Select(p => p[0])];
    private string[] Products(string[] partner) => [.. cast["products"].Where(p => Format.List(partner[10]).Contains(p[1])).Select(p => p[0])];

    private string[] CountriesOf(string[] partner) => [.. Format.List(partner[13]).Select(t => t.TrimEnd('!')).Where(t => t != "DE-SOUTH")
        .SelectMany(t => cast["regions"].FirstOrDefault(r => r[0] == t) is { } region ? Format.List(region[1]) : [t])];

    private void Organisations()
    {
        static object?[] Org(string id, string kind, string name, string country) =>
            [id, kind, name, Format.Slug(name) + ".example", country, "tt-" + Format.Slug(name), "T0" + Format.Slug(name).ToUpperInvariant()];
        Table("organizations", "org_id,kind,name,domain,country,teams_tenant_id,slack_team_id",
            cast["partners"].Select(p => Org(p[0], "partner", p[1], p[2])).Prepend(Org("ORG-HALVOR", "vendor", "Halvor", "DE")));
        var domains = cast["partners"].ToDictionary(p => p[0], p => Format.Slug(p[1]));
        domains["ORG-HALVOR"] = "halvor";
        Table("people", "person_id,name,email,org_id,role,region,time_zone,locale,teams_aad_object_id,slack_user_id", cast["people"].Select(p => (object?[])[p[0], p[1],
            Format.Fold(p[1]).ToLowerInvariant().Replace(' ', '.') + "@" + domains[p[2]] + ".example", p[2], p[3], p[4], p[5], p[6], "aad-" + p[0][4..].ToLowerInvariant(), "U0" + p[0][4..]]));
        Table("partners", "org_id,types,tier,status,manager_person_id,home_region,languages,industries,product_families,agreement_from,agreement_to",
            cast["partners"].Select(p => (object?[])[p[0], p[3], p[4], p[5], p[6], p[7], p[8], p[9], p[10], p[11], p[12]]));
        Table("places", "place_id,name,members", cast["places"]);
        Table("products", "product_id,family,name", cast["products"]);
    }

    private void Territories()
    {
        object?[] south = ["TER-DE-SOUTH", "DE south", "TER-DE", "DE", "7;8;9"];
        Table("territories", "territory_id,name,parent_id,countries,postal_prefixes", cast["regions"]
            .SelectMany(r => Format.List(r[1]).Select(c => (object?[])["TER-" + c, c, "TER-" + r[0], c, ""]).Prepend(["TER-" + r[0], r[0], "", r[1], ""])).Append(south));
        Table("partner_territories", "org_id,territory_id,exclusive,valid_from,valid_to", cast["partners"]
            .SelectMany(p => Format.List(p[13]).Select(t => (object?[])[p[0], "TER-" + t.TrimEnd('!'), t.EndsWith('!'), p[11], p[12]])));
    }

    private string Root(string lexicon)
    {
        if (!_roots.TryGetValue(lexicon, out var queue))
        {
            var row = cast.Row("lexicons", lexicon);
            _roots[lexicon] = queue = new(new Draw("roots " + lexicon).Shuffle(Format.List(row[1]).SelectMany(a => Format.List(row[2]).Select(b => a + b))));
        }

        var root = queue.Dequeue();
        return _used.Add(root) ? root : Root(lexicon);
    }

    private Account Invent(Draw draw, string country, string id, Account? parent = null)
    {
        var c = Country(country);
        var lexicon = cast.Row("lexicons", c[2]);
        var trade = draw.Pick(Format.List(lexicon[3])).Split('=');
        var root = parent is null ? Root(c[2]) : parent.Root;
        var name = draw.Pick(Format.List(lexicon[4])).Replace("{r}", root, StringComparison.Ordinal)
            .Replace("{t}", trade[0], StringComparison.Ordinal).Replace("{l}", draw.Pick(Format.List(c[4])), StringComparison.Ordinal);
        var city = draw.Pick(Format.List(c[5])).Split('=');
        var segment = draw.Int(1, 100) switch { <= 45 => "SMB", <= 78 => "Mid", <= 95 => "Enterprise", _ => "Strategic" };
        var domain = draw.Chance(6) ? "" : Format.Slug(root) + (parent is null ? "" : "-" + country.ToLowerInvariant()) + ".example";
        return new(id, name, domain, country, draw.Chance(10) ? "" : draw.Fill(city[1]), city[0], trade[1], segment, parent?.Id ?? "",
            draw.Pick(Format.List(c[7])), segment == "Strategic" && draw.Chance(50), false, root);
    }

    private void Accounts()
    {
        var draw = new Draw("accounts");
        foreach (var a in cast["accounts"])
        {
            _accounts.Add(a[0], new(a[0], a[1], a[2], a[3], a[4], "", a[5], a[6], "", a[7], a[8] == "true", true, ""));
        }

        foreach (var country in cast["countries"])
        {
            for (var i = 0; i < Format.Number(country[3]); i++)
            {
                var group = _accounts.Values.Where(a => !a.IsCast && a.Parent.Length == 0 && a.Country != country[0] && a.Segment is "Enterprise" or "Strategic"
                    && !_accounts.Values.Any(b => b.Parent == a.Id && b.Country == country[0])).ToArray();
                var account = Invent(draw, country[0], NewId(draw, "ACC-", 5), group.Length > 0 && draw.Chance(6) ? draw.Pick(group) : null);
                _accounts.Add(account.Id, account);
            }
        }

        Table("accounts", "account_id,name,domain,country,postal_code,industry,segment,parent_id,owner_person_id,named",
            _accounts.Values.Select(a => (object?[])[a.Id, a.Name, a.Domain, a.Country, a.Postal, a.Industry, a.Segment, a.Parent, a.Owner, a.Named]));
    }

    private long Amount(Draw draw, string segment, string currency)
    {
        var (low, high) = segment switch { "SMB" => (4000, 32000), "Mid" => (12000, 95000), "Enterprise" => (45000, 260000), _ => (120000, 620000) };
        var usd = low + ((long)(high - low) * draw.Int(0, 1000) * draw.Int(200, 1000) / 1000000);
        var step = currency is "JPY" or "INR" ? 10000 : currency is "SEK" or "NOK" or "DKK" or "MXN" ? 1000 : 100;
        return (long)(usd / _rates[currency] / step) * step;
    }

    /// <summary>Stages entered between two days, each at least a day in.</summary>
    private static List<Step> Steps(Draw draw, IReadOnlyList<string> stages, DateOnly first, DateOnly last)
    {
        var weights = stages.Skip(1).Select(_ => draw.Int(2, 10)).ToArray();
        var spare = last.DayNumber - first.DayNumber - weights.Length;
        return [.. stages.Select((s, i) => new Step(s, i == 0 ? first : first.AddDays(i + (spare * weights.Take(i).Sum() / weights.Sum()))))];
    }

    private void Opportunities()
    {
        var draw = new Draw("opportunities");
        foreach (var o in cast["opportunities"])
        {
            var steps = Format.List(o[9]).Select(s => s.Split('@')).Select(s => new Step(s[0], Format.Date(s[1]))).ToList();
            _opportunities.Add(new(o[0], _accounts[o[1]], o[2], Format.Number(o[3]), o[4], Format.Date(o[5]), o[6], o[7], steps,
                steps[0].On.ToDateTime(new(8, 20), DateTimeKind.Utc), Format.Date(o[8]).ToDateTime(new(13, 5), DateTimeKind.Utc)));
        }

        foreach (var account in _accounts.Values.Where(a => !a.IsCast))
        {
            var count = draw.Int(1, 100) switch { <= 32 => 0, <= 85 => 1, <= 97 => 2, _ => 3 };
            foreach (var product in draw.Shuffle(cast["products"].Select(p => p[0])).Take(count))
            {
                _opportunities.Add(Invent(draw, account, product));
            }
        }
    }

    private Opportunity Invent(Draw draw, Account account, string product)
    {
        var kind = draw.Int(1, 100);
        var reached = kind switch { <= 18 => 0, <= 34 => 1, <= 47 => 2, <= 56 => 3, <= 61 => 4, <= 81 => 5, _ => draw.Int(0, 4) };
        List<string> stages = [.. Stages.Take(Math.Min(reached + 1, 5))];
        if (kind > 61)
        {
            stages.Add(kind <= 81 ? "ClosedWon" : "ClosedLost");
        }

        var stall = draw.Int(1, 100);
        var age = kind > 61 ? draw.Int(2, 640) : stall <= 6 ? draw.Int(190, 260) : stall <= 17 ? draw.Int(60, 150) : draw.Int(2, 45);
        var entered = Today.AddDays(-age);
        var first = stages.Count == 1 ? entered : entered.AddDays(-(stages.Count * draw.Int(8, 34)));
        var last = kind > 61 || stall <= 6 ? entered : Today.AddDays(-draw.Int(1, Math.Min(age, stall <= 17 ? 70 : 24)));
        var close = kind > 61 ? entered : draw.Chance(15) && age > 20 ? Today.AddDays(-draw.Int(1, Math.Min(age - 1, 40))) : Today.AddDays(draw.Int(15, 190 - (30 * reached)));
        var partners = cast["partners"].Where(p => IsActive(p) && CountriesOf(p).Contains(account.Country) && Products(p).Contains(product)).ToArray();
        var source = draw.Int(1, 100) switch { <= 25 => "Partner", <= 32 => "Alliance", <= 46 => "Marketing", _ => "Direct" };
        var partner = source == "Partner" && partners.Length > 0 ? draw.Pick(partners)[0] : "";
        var currency = Country(account.Country)[1];
        return new(NewId(draw, "OPP-", 5), account, product, Amount(draw, account.Segment, currency), currency, close, source == "Partner" && partner.Length == 0 ? "Direct" : source, partner,
            Steps(draw, stages, first, entered), first.ToDateTime(new(draw.Int(6, 8), draw.Int(0, 59)), DateTimeKind.Utc), last.ToDateTime(new(draw.Int(9, 16), draw.Int(0, 59)), DateTimeKind.Utc));
    }
}
