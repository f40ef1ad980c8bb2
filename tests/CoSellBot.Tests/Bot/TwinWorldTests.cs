using System.Data.Common;
using System.Text.RegularExpressions;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using CoSellBot.Tests.Infrastructure;
using CoSellBot.Tests.Prm.Registrations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Bot;

/// <summary>
/// Ruling 1 as an experiment: worlds that differ only in what a partner must not learn. Before the press nothing differs; after it
/// one bit does, "approved" or "in review", and whatever led to a review reads the same.
/// </summary>
public partial class TwinWorldTests
{
    private const string Words = "register contoso.com for Ledger, 20k EUR, end of September";

    private static readonly string[] OthersCauses =
        ["protected rival", "earlier rival", "early direct deal", "engaged direct deal", "undated direct deal", "exclusion, review", "exclusion, refuse", "two causes"];

    [Fact]
    public async Task Before_the_press_nothing_depends_on_what_others_records_hold()
    {
        var free = await CardAsync("nothing");
        foreach (var cause in OthersCauses.Append("customer records unavailable"))
        {
            Assert.Equal((cause, free), (cause, await CardAsync(cause)));
        }
    }

    [Fact]
    public async Task After_the_press_every_cause_of_a_review_reads_the_same()
    {
        var reference = await AfterAsync("protected rival");
        Assert.Contains("in review", reference[0], StringComparison.Ordinal);
        foreach (var cause in OthersCauses.Skip(1).Append("above the own limit"))
        {
            var other = await AfterAsync(cause);
            Assert.True(reference.SequenceEqual(other), $"{cause}:\n{string.Join("\n---\n", other)}\n\nexpected:\n{string.Join("\n---\n", reference)}");
        }
    }

    [Fact]
    public async Task Records_that_cannot_be_read_are_said_so_and_nothing_is_approved()
    {
        var read = await AfterAsync("customer records unavailable");
        Assert.Contains("in review", read[0], StringComparison.Ordinal);
        Assert.Contains("The customer records could not be read just now, so a person looks at it.", read[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_cause_the_bit_is_the_other_one() =>
        Assert.Contains("approved, protected until", (await AfterAsync("nothing"))[0], StringComparison.Ordinal);

    [Fact]
    public async Task A_submission_costs_the_same_number_of_statements_for_every_cause()
    {
        var counts = new Dictionary<string, int>();
        foreach (var cause in OthersCauses.Append("above the own limit"))
        {
            var counter = new StatementCounter();
            await using var bot = await CoSellBotFactory.StartAsync(services => services.ConfigureDbContext<PrmDbContext>(options => options.AddInterceptors(counter)));
            await AlterAsync(bot, cause);
            using (counter.Start())
            {
                var result = await RegistrationLedgerTests.SubmitAsync(bot, "ORG-BRIGHTPATH", "contoso.com", "contoso.com", currency: "USD");
                Assert.NotEqual(RegistrationStatus.Approved, result.Registration.Status);
                counts[cause] = counter.Count;
            }
        }

        Assert.True(counts.Values.Distinct().Count() == 1, string.Join(", ", counts.Select(pair => $"{pair.Key}: {pair.Value}")));
    }

    [Fact]
    public async Task What_another_partner_has_registered_changes_nothing_this_partner_reads()
    {
        var with = await ReadAllAsync(_ => Task.CompletedTask);
        var without = await ReadAllAsync(async bot =>
        {
            await using var prm = await bot.Prm();
            var others = await prm.Set<DealRegistration>().Where(r => r.PartnerOrgId != "ORG-BRIGHTPATH").Select(r => r.Id).ToListAsync();
            Assert.True(others.Count > 50);
            await prm.Set<RegistrationKey>().Where(key => others.Contains(key.RegistrationId)).ExecuteDeleteAsync();
            await prm.Set<RegistrationNote>().Where(note => others.Contains(note.RegistrationId)).ExecuteDeleteAsync();
            await prm.Set<DealRegistration>().Where(r => others.Contains(r.Id)).ExecuteDeleteAsync();
            await prm.Set<Account>().ExecuteUpdateAsync(set => set.SetProperty(account => account.OwnerPersonId, (string?)null));
            await prm.Set<Opportunity>().ExecuteDeleteAsync();
        });

        Assert.Equal(with, without);
    }

    private static async Task<List<string>> ReadAllAsync(Func<CoSellBotFactory, Task> alter)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await alter(bot);
        string[] questions =
        [
            "my deals", "status of our deals", "status of Moorwald", "status of Contoso", "status of DR-Y2QK", "status of DR-9XCP", "is someone else on Moorwald?",
            "deals with Nimbus", "open opportunities at Contoso", "who can help with Litware?", "register haselried.example for Ledger, 20k EUR, end of September",
            "register moorwald.example for Signal, 20k EUR, end of September", "what is my limit?", "how many deals does Nimbus have", "who can read this?",
        ];
        foreach (var question in questions)
        {
            await bot.SayAsync("PER-FELIX", question);
            await bot.SayAsync("PER-FELIX", question, "PLC-BRIGHTPATH");
        }

        return Shape([.. await bot.TranscriptAsync("PER-FELIX"), .. await bot.TranscriptAsync("PER-FELIX", "PLC-BRIGHTPATH")]);
    }

    private static async Task<string> CardAsync(string cause)
    {
        await using var bot = await StartAsync(cause);
        await bot.SayAsync("PER-FELIX", Words);
        return string.Join('\n', Shape(await bot.TranscriptAsync("PER-FELIX")));
    }

    // The answer to the press first, then everything Felix and his colleagues can read of it.
    private static async Task<List<string>> AfterAsync(string cause)
    {
        await using var bot = await StartAsync(cause);
        await bot.SayAsync("PER-FELIX", Words);
        var done = await bot.PressAsync("PER-FELIX", "Register");
        var number = Number().Match(done).Value;
        var card = await bot.LastAsync("PER-FELIX");
        foreach (var question in new[] { "my deals", "status of contoso.com", $"status of {number}", "is someone else on it?", Words, $"add proof to {number}", "the customer's letter of 2 June" })
        {
            await bot.SayAsync("PER-FELIX", question);
        }

        await bot.PressAsync("PER-FELIX", "Save");
        await bot.SayAsync("PER-HANNA", "my deals");
        await bot.SayAsync("PER-FELIX", "my deals", "PLC-BRIGHTPATH");
        bot.Clock.Advance(TimeSpan.FromDays(1));
        await bot.SayAsync("PER-FELIX", $"status of {number}");
        await bot.SayAsync("PER-FELIX", $"withdraw {number}");
        await bot.PressAsync("PER-FELIX", "Withdraw it");
        var later = (await bot.TranscriptAsync("PER-FELIX")).Where(message => message.MessageId != card.MessageId).Skip(1);
        return Shape([card, .. later, .. await bot.TranscriptAsync("PER-HANNA"), .. await bot.TranscriptAsync("PER-FELIX", "PLC-BRIGHTPATH")]);
    }

    // Everything but the random parts: the deal's number and the ids of cards and proposals.
    private static List<string> Shape(IEnumerable<CoSellBot.Bot.Storage.WebMessage> messages) =>
        [.. messages.Select(message => Random().Replace(Number().Replace($"{message.Text}\n{message.Html}\n{message.Buttons}", "DR-"), "ID"))];

    private static async Task<CoSellBotFactory> StartAsync(string cause)
    {
        var bot = await CoSellBotFactory.StartAsync(services =>
        {
            if (cause == "customer records unavailable")
            {
                UnreadableCustomers.Replace(services);
            }
        });
        await AlterAsync(bot, cause);
        return bot;
    }

    private static async Task AlterAsync(CoSellBotFactory bot, string cause)
    {
        var now = bot.Clock.GetUtcNow();
        await using var prm = await bot.Prm();
        switch (cause)
        {
            case "protected rival":
                prm.AddRange(Rival(RegistrationStatus.Approved, now));
                break;
            case "earlier rival":
                prm.AddRange(Rival(RegistrationStatus.InReview, now));
                break;
            case "early direct deal":
                prm.Add(Direct(OpportunityStage.Qualified, now));
                break;
            case "engaged direct deal":
                prm.Add(Direct(OpportunityStage.TechnicalValidation, now));
                break;
            case "undated direct deal":
                prm.Add(Direct(OpportunityStage.Committed, null));
                break;
            case "exclusion, review":
                prm.Add(new Exclusion { Id = "EXC-TEST", AccountId = "ACC-CONTOSO", Scope = "all_partners", Verdict = Verdict.Review });
                break;
            case "exclusion, refuse":
                prm.Add(new Exclusion { Id = "EXC-TEST", AccountId = "ACC-CONTOSO", Scope = "all_partners", Verdict = Verdict.Reject });
                break;
            case "two causes":
                prm.AddRange(Rival(RegistrationStatus.Approved, now));
                prm.Add(Direct(OpportunityStage.TechnicalValidation, now));
                prm.Add(new Exclusion { Id = "EXC-TEST", AccountId = "ACC-CONTOSO", Scope = "all_partners", Verdict = Verdict.Reject });
                break;
            case "above the own limit":
                // In the publication in force, not in the imported rows it was made from; another publication would be another version to quote.
                Assert.Equal(1, await prm.Set<PublishedRules>().ExecuteUpdateAsync(set => set.SetProperty(
                    rules => rules.Numbers, rules => rules.Numbers.Replace("\"auto_limit_Silver\":\"25000\"", "\"auto_limit_Silver\":\"9000\""))));
                break;
        }

        await prm.SaveChangesAsync();
    }

    private static object[] Rival(RegistrationStatus status, DateTimeOffset now) =>
    [
        new DealRegistration
        {
            Id = "DR-R1VA",
            PartnerOrgId = "ORG-NIMBUS",
            SubmittedBy = "PER-JONAS",
            Kind = RegistrationKind.Resell,
            CustomerName = "Contoso",
            CustomerDomain = "contoso.com",
            CustomerCountry = "DE",
            AccountId = "ACC-CONTOSO",
            ProductId = "PRD-LEDGER",
            ProductFamily = "LEDGER",
            AmountMinor = 8_000_000,
            Currency = "EUR",
            ExpectedClose = new DateOnly(2026, 9, 30),
            Status = status,
            StatusSince = now.AddDays(-1),
            ReceiptSeq = 900,
            SubmittedAt = now.AddDays(-1),
            ApprovedAt = status == RegistrationStatus.Approved ? now.AddDays(-1) : null,
            ProtectedUntil = status == RegistrationStatus.Approved ? now.AddDays(89) : null,
            ProtectionKey = status == RegistrationStatus.Approved ? "acc:ACC-CONTOSO/LEDGER" : null,
        },
        new RegistrationKey { RegistrationId = "DR-R1VA", Kind = AccountKeyKind.Domain, Key = "contoso.com" },
    ];

    private static Opportunity Direct(OpportunityStage stage, DateTimeOffset? activity) => new()
    {
        Id = "OPP-TEST",
        AccountId = "ACC-CONTOSO",
        ProductId = "PRD-LEDGER",
        Stage = stage,
        Source = "Direct",
        OwnerPersonId = "PER-LENA",
        LastActivityAt = activity,
    };

    [GeneratedRegex("DR-[0-9A-Z]{4,}")]
    private static partial Regex Number();

    [GeneratedRegex("[0-9A-HJKMNP-TV-Z]{26}")]
    private static partial Regex Random();

    /// <summary>Counts the statements of one flow of calls; the background loops of the bot are other flows.</summary>
    private sealed class StatementCounter : DbCommandInterceptor
    {
        private readonly AsyncLocal<int[]?> _flow = new();

        public int Count { get; private set; }

        public IDisposable Start()
        {
            Count = 0;
            _flow.Value = [0];
            return new Stop(this);
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Tick();
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Tick();
            return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
        }

        private void Tick()
        {
            if (_flow.Value is not null)
            {
                Count++;
            }
        }

        private sealed class Stop(StatementCounter counter) : IDisposable
        {
            public void Dispose() => counter._flow.Value = null;
        }
    }
}
