using System.Globalization;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Import.Tables;

/// <summary>The rules of the programme: numbers, rates, calendars, territories, exclusions.</summary>
internal static class ProgrammeTables
{
    public static readonly ImportTable EngagementRules = new Table<EngagementRule>("engagement_rules", "key! value!", ReadRule)
    {
        Learn = (known, row) => known.Settings.TryAdd(row.Key, row.Key),
        Finish = PublishAsync,
    };

    public static readonly ImportTable DeniedParties = new Table<DeniedParty>("denied_parties", "party_id! name! country", row =>
    {
        var name = row.Need("name");
        return new DeniedParty { Id = row.Key("party_id"), Name = name, NameKey = Accounts.CompanyName.Key(name, null), Country = row.Country("country") };
    });

    public static readonly ImportTable FxRates = new Table<FxRate>("fx_rates", "base! quote! rate! as_of! source", row =>
    {
        var rate = row.Number("rate");
        if (rate is null or <= 0)
        {
            row.Reject("rate", "A rate is above zero.");
        }

        var (from, to) = (row.Need("base"), row.Need("quote"));
        row.Currency("base");
        row.Currency("quote");
        return new FxRate(from.ToUpperInvariant(), to.ToUpperInvariant(), rate ?? 1, row.NeedDay("as_of"), row.Text("source") ?? "import");
    });

    public static readonly ImportTable Calendars = new Table<CalendarRow>("calendars", "calendar_id! time_zone! weekdays! opens! closes!", ReadCalendar)
    {
        Learn = (known, row) => known.Calendars.Add(row.Id),
    };

    /// <summary>Real calendar dates: the one table no seeding moves.</summary>
    public static readonly ImportTable Holidays = new Table<Holiday>("holidays", "calendar_id! date! name! ends", row => new Holiday
    {
        CalendarId = row.NeedReference("calendar_id", row.Known.Calendars.Contains, "calendar"),
        Date = row.NeedFixedDay("date"),
        Name = row.Need("name"),
        Ends = ReadEnd(row),
    });

    public static readonly ImportTable ComplianceRules = new Table<ComplianceRule>("compliance_rules", "kind! countries!", row => new ComplianceRule
    {
        Kind = row.Key("kind"),
        Countries = row.Countries("countries", star: true),
    });

    public static readonly ImportTable Territories = new Table<Territory>("territories", "territory_id! name! parent_id countries! postal_prefixes", row =>
    {
        var id = row.Key("territory_id");
        return new Territory
        {
            Id = id,
            Name = row.Need("name"),
            ParentId = row.Parent("parent_id", id, row.Known.Territories, "territory"),
            Countries = row.Countries("countries", star: false),
            PostalPrefixes = row.Words("postal_prefixes"),
        };
    })
    {
        Tree = new("parent_id", row => row.ParentId, (known, id) => known.Territories.Contains(id)),
        Learn = (known, row) => known.Territories.Add(row.Id),
    };

    public static readonly ImportTable PartnerTerritories = new Table<PartnerTerritory>(
        "partner_territories", "org_id! territory_id! exclusive valid_from valid_to", row => new PartnerTerritory
        {
            PartnerOrgId = row.NeedReference("org_id", row.Known.IsPartner, "partner organization"),
            TerritoryId = row.NeedReference("territory_id", row.Known.Territories.Contains, "territory"),
            Exclusive = row.Flag("exclusive"),
            ValidFrom = row.Day("valid_from"),
            ValidTo = row.Day("valid_to"),
        });

    public static readonly ImportTable Exclusions = new Table<Exclusion>(
        "exclusions", "exclusion_id! account_id! scope! except_org_ids verdict! valid_from valid_to", row =>
        {
            var except = row.Words("except_org_ids");
            foreach (var id in except.Where(id => !row.Known.IsPartner(id)))
            {
                row.Reject("except_org_ids", $"There is no partner organization \"{Row.Short(id)}\".");
            }

            return new Exclusion
            {
                Id = row.Key("exclusion_id"),
                AccountId = row.NeedReference("account_id", row.Known.Accounts.Contains, "account"),
                Scope = row.NeedWord("scope", "all_partners", "except_list"),
                ExceptOrgIds = except,
                Verdict = row.NeedWord("verdict", "Review", "Reject") == "Review" ? Verdict.Review : Verdict.Reject,
                ValidFrom = row.Day("valid_from"),
                ValidTo = row.Day("valid_to"),
            };
        });

    // The ledger reads all settings for every claim: one it could not read would stop the programme.
    private static EngagementRule ReadRule(Row row)
    {
        var rule = new EngagementRule { Key = row.Key("key"), Value = row.Need("value") };
        if (row.Known.Settings.TryGetValue(rule.Key, out var stored) && stored != rule.Key)
        {
            row.Reject("key", $"It is stored as \"{stored}\".");
        }

        if (!row.Rejected)
        {
            row.Known.Settings.TryAdd(rule.Key, rule.Key);
            try
            {
                if (RuleSet.From([rule]).FirstFault() is not null)
                {
                    row.Reject("value", $"\"{Row.Short(rule.Value)}\" is no possible value of {rule.Key}.");
                }
            }
            catch (Exception failure) when (failure is FormatException or OverflowException)
            {
                row.Reject("value", $"\"{Row.Short(rule.Value)}\" is not a number.");
            }
        }

        return rule;
    }

    // What the file leaves in force is one publication, however many of its rows changed.
    private static async Task PublishAsync(FileEnd end)
    {
        var numbers = await end.Context.Set<EngagementRule>().AsNoTracking().ToDictionaryAsync(rule => rule.Key, rule => rule.Value, end.Cancellation);
        if (numbers.Count > 0 && !end.Run.Options.DryRun)
        {
            await RuleBook.PublishAsync(end.Context, numbers, "import", end.Run.Now, end.Cancellation);
            await end.Context.SaveChangesAsync(end.Cancellation);
        }

        end.Context.ChangeTracker.Clear();
    }

    private static string? ReadEnd(Row row)
    {
        if (row.Text("ends") is not { } text)
        {
            return null;
        }

        if (TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time.ToString("HH:mm", CultureInfo.InvariantCulture);
        }

        row.Reject("ends", $"\"{Row.Short(text)}\" is not a time of day; write 13:00.");
        return null;
    }

    private static CalendarRow ReadCalendar(Row row)
    {
        var calendar = new CalendarRow
        {
            Id = row.Key("calendar_id"),
            TimeZone = row.Need("time_zone"),
            Weekdays = row.Need("weekdays"),
            Opens = row.Need("opens"),
            Closes = row.Need("closes"),
        };
        if (!row.Rejected)
        {
            try
            {
                BusinessCalendar.Parse(calendar.Id, calendar.TimeZone, calendar.Weekdays, calendar.Opens, calendar.Closes, []);
            }
            catch (Exception failure) when (failure is ArgumentException or FormatException)
            {
                row.Reject(
                    !TimeZoneInfo.TryFindSystemTimeZoneById(calendar.TimeZone, out _) ? "time_zone" : !AreWeekdays(calendar.Weekdays) ? "weekdays" : "opens",
                    failure.Message);
            }
        }

        return calendar;
    }

    private static bool AreWeekdays(string text)
    {
        try
        {
            return Weekdays.Parse(text).Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
