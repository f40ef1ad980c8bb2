using CoSellBot.Bot.Storage;
using CoSellBot.Tests.Infrastructure;
using CoSellBot.Tests.Models;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoSellBot.Tests.Agents.Models;

/// <summary>Whatever happens to the model, the person gets one answer, and it is the one the offline engine would give.</summary>
public class ModelFaultTests
{
    private const string Status = "status of DR-6HWT";
    private const int Step = 41;

    public static TheoryData<string> Faults => ["429", "429 for long", "500", "401", "filtered", "stalled", "endless", "one endless line", "html", "cut", "refusal", "words", "length", "length in a call", "late"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_model_that_fails_leaves_the_same_answer_as_none(string fault)
    {
        await using var all = await ModelBot.StartAsync(Broken(fault), null, "--Llm:SilenceSeconds=1", "--Llm:TurnSeconds=5");
        var answer = await all.Bot.SayAsync("PER-JONAS", Status);
        await using var offline = await CoSellBotFactory.StartAsync();
        Assert.Equal(await offline.SayAsync("PER-JONAS", Status), answer);
        Assert.Single(await all.Bot.TranscriptAsync("PER-JONAS"), message => message.FromPersonId is null);
    }

    [Fact]
    public async Task A_service_that_is_busy_for_a_moment_is_asked_again()
    {
        var asked = 0;
        await using var all = await ModelBot.StartAsync(new ScriptedModel(_ => Interlocked.Increment(ref asked) == 1
            ? [ModelAnswer.Fail(ModelFault.TooMany(TimeSpan.FromMilliseconds(20)))]
            : [ModelAnswer.Ask(ModelCall.To("deal_status", new { deal = "DR-6HWT" }))]));
        await all.Bot.SayAsync("PER-JONAS", "how is DR-6HWT doing");
        Assert.Equal(3, all.Server.Requests.Count);
    }

    [Fact]
    public async Task A_service_that_asks_for_a_long_pause_gets_it()
    {
        await using var all = await ModelBot.StartAsync(Broken("429 for long"));
        await all.Bot.SayAsync("PER-JONAS", Status);
        await all.Bot.SayAsync("PER-JONAS", Status);
        Assert.Single(all.Server.Requests);
        all.Bot.Clock.Advance(TimeSpan.FromSeconds(61));
        await all.Bot.SayAsync("PER-JONAS", Status);
        Assert.Equal(2, all.Server.Requests.Count);
    }

    [Fact]
    public async Task Where_the_offline_engine_cannot_help_it_says_that_the_model_is_away()
    {
        await using var all = await ModelBot.StartAsync(Broken("500"));
        Assert.Contains("The language model does not answer at the moment", await all.Bot.SayAsync("PER-JONAS", "would you compose a sonnet on the sea for my grandmother"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_turn_cut_at_any_byte_of_the_stream_loses_nothing_and_repeats_nothing(bool inFirstAnswer)
    {
        const string words = "register Contoso with Nimbus for Ledger, 80k EUR, close end of September";
        var register = ModelAnswer.Ask(new ModelCall("call_1", "register_deal", """{"customer":"Contoso","partner":"Nimbus"}"""));
        var (at, asked) = (0, 0);
        var model = new ScriptedModel(_ =>
        {
            Interlocked.Increment(ref asked);
            var cut = new ModelFault.Cut(at);
            return [inFirstAnswer ? register with { Fault = cut } : register, ModelAnswer.Say("") with { Fault = inFirstAnswer ? null : cut }];
        });
        await using var all = await ModelBot.StartAsync(model);
        // Every byte of the protocol is cut in the client's own tests; here every so many, with the whole turn behind it.
        for (at = 0; at < 1_900; at += Step)
        {
            var before = (await all.Bot.TranscriptAsync("PER-LENA")).Count;
            Assert.StartsWith("Register this deal?", await all.Bot.SayAsync("PER-LENA", words), StringComparison.Ordinal);
            var said = (await all.Bot.TranscriptAsync("PER-LENA")).Skip(before).ToList();
            Assert.Single(said, message => message.FromPersonId is null && message.Text.StartsWith("Register this deal?", StringComparison.Ordinal));
            all.Bot.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await using var stored = await all.Bot.Bot();
        var turns = at / Step;
        Assert.Equal(turns, await stored.Set<ProposalRow>().CountAsync());
        Assert.Equal(1, await stored.Set<ProposalRow>().CountAsync(proposal => proposal.State == CoSellBot.Agents.Proposals.ProposalState.Open));
    }

    [Fact]
    public async Task A_model_that_never_stops_asking_is_stopped_by_the_caps()
    {
        await using var all = await ModelBot.StartAsync(new EndlessModel());
        Assert.NotEmpty(await all.Bot.SayAsync("PER-JONAS", "tell me about my deals and the rules"));
        Assert.InRange(all.Server.Requests.Count, 1, 4);
        Assert.InRange(all.Server.Requests[^1].Messages.Count(message => message.Role == "tool" && !message.Text.StartsWith("Not run", StringComparison.Ordinal)), 0, 6);
    }

    [Fact]
    public async Task No_malformed_answer_leaves_a_person_without_an_answer()
    {
        foreach (var mode in MalformedModel.Modes)
        {
            await using var all = await ModelBot.StartAsync(new MalformedModel(mode), null, "--Llm:SilenceSeconds=2");
            var answer = await all.Bot.SayAsync("PER-JONAS", Status);
            // Some modes ask for a tool that fits the words, or for all of them; that is an answer too.
            Assert.True(answer.Contains("DR-6HWT", StringComparison.Ordinal) || answer.Contains("deals", StringComparison.Ordinal), $"{mode}: {answer}");
            Assert.InRange(all.Server.Requests.Count, 1, 8);
        }
    }

    [Fact]
    public async Task A_persons_share_of_the_day_ends_and_begins_anew_the_next_morning()
    {
        var model = new ScriptedModel(_ => [ModelAnswer.Ask(ModelCall.To("deal_status", new { deal = "DR-6HWT" })) with { Usage = new ModelUsage(900, 100) }, ModelAnswer.Say("") with { Usage = new ModelUsage(900, 100) }]);
        await using var all = await ModelBot.StartAsync(model, null, "--Llm:InputPrice=2", "--Llm:OutputPrice=8", "--Llm:CostPerPersonAndDay=0.005");
        await all.Bot.SayAsync("PER-JONAS", "how is DR-6HWT doing");
        Assert.Equal(2, all.Server.Requests.Count);
        await using (var stored = await all.Bot.Bot())
        {
            var day = await stored.Set<ModelDay>().SingleAsync();
            Assert.Equal(("PER-JONAS", 2, 1_800L, 200L), (day.PersonId, day.Calls, day.InputTokens, day.OutputTokens));
        }

        // 1,800 x 2 and 200 x 8 millionths are 0.0052: more than the share.
        Assert.Contains("DR-6HWT", await all.Bot.SayAsync("PER-JONAS", "how is DR-6HWT doing"), StringComparison.Ordinal);
        Assert.Contains("Your share of the language model is used up for today", await all.Bot.SayAsync("PER-JONAS", "would you compose a sonnet on the sea for my grandmother"), StringComparison.Ordinal);
        Assert.Equal(2, all.Server.Requests.Count);
        await all.Bot.SayAsync("PER-LENA", "how is DR-6HWT doing");
        Assert.Equal(4, all.Server.Requests.Count);
        all.Bot.Clock.Advance(TimeSpan.FromDays(1));
        await all.Bot.SayAsync("PER-JONAS", "how is DR-6HWT doing");
        Assert.Equal(6, all.Server.Requests.Count);
    }

    private static TestModel Broken(string fault) => fault switch
    {
        "429" => Always(ModelFault.TooMany(TimeSpan.FromMilliseconds(10))),
        "429 for long" => Always(ModelFault.TooMany(TimeSpan.FromMinutes(1))),
        "500" => Always(ModelFault.Broken()),
        "401" => Always(ModelFault.Unauthorized()),
        "filtered" => Always(ModelFault.Filtered()),
        "stalled" => Always(new ModelFault.Stalled()),
        "endless" => Always(new ModelFault.Endless()),
        "one endless line" => Always(new ModelFault.Endless(OneLine: true)),
        "html" => Always(ModelFault.Instead("<html></html>", "text/html")),
        "cut" => Always(new ModelFault.Cut(300)),
        "late" => Always(ModelFault.Late(TimeSpan.FromSeconds(30))),
        "refusal" => new RefusingModel(RefusalKind.Refusal),
        "words" => new RefusingModel(RefusalKind.Words),
        "length" => new RefusingModel(RefusalKind.Length),
        _ => new RefusingModel(RefusalKind.LengthInCall),
    };

    private static ScriptedModel Always(ModelFault fault) => new(_ => [ModelAnswer.Fail(fault)]);
}
