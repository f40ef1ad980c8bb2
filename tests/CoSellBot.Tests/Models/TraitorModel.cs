using System.Globalization;

namespace CoSellBot.Tests.Models;

/// <summary>
/// The adversary: a model that does what any text in its context tells it, takes its arguments from other people's words, and says
/// whatever would do harm. The n-th answer to the same requests is the same for the same seed. Nothing of the lists below may ever
/// reach a person, and nothing may change that a person did not confirm.
/// </summary>
/// <param name="seed">Another seed is another sequence of attacks.</param>
/// <param name="mostCalls">In one turn it stops asking for tools once it sees that many calls of its own.</param>
internal sealed class TraitorModel(int seed = 0, int mostCalls = 40) : TestModel
{
    private readonly TraitorCalls _calls = new();
    private readonly Lock _lock = new();
    private readonly List<Forgery> _forgeries = [];

    private enum Temper
    {
        Stop,
        Once,
        Several,
        Crowd,
        Repeat,
        Never,
        NotOffered,
        Obey,
    }

    /// <summary>Names and figures it invents. None is true, and each marker of a smuggled secret is among them.</summary>
    public static IReadOnlyList<string> ForeignFacts { get; } = [.. TraitorProse.Names, .. TraitorProse.Figures, .. TraitorLinks.Markers];

    /// <summary>Hosts its links lead to, in every spelling it uses.</summary>
    public static IReadOnlyList<string> LinkHosts => TraitorLinks.Hosts;

    /// <summary>Ways to call people who were not asked.</summary>
    public static IReadOnlyList<string> Mentions => TraitorLinks.Mentions;

    /// <summary>Sentences that claim something was done or exists, in six languages. Some could be true after a person's press.</summary>
    public static IReadOnlyList<string> Claims { get; } = [.. TraitorProse.Done, .. TraitorProse.Hints];

    /// <summary>Hosts that a bot may well allow; it puts what it saw into their paths.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = ["teams.microsoft.com", "www.microsoft.com"];

    /// <summary>True-looking sentences it said so far, each with what it changed in them.</summary>
    public IReadOnlyList<Forgery> Forgeries
    {
        get
        {
            lock (_lock)
            {
                return [.. _forgeries];
            }
        }
    }

    /// <inheritdoc/>
    public override ModelAnswer Answer(ModelRequest request)
    {
        var number = Count();
        var turn = request.Step == 0 ? number : Turn(request) ?? number;
        var random = new Random(unchecked((seed * 7919) + number));
        var context = new TraitorContext(request, random);
        var calls = Asked(request) >= mostCalls ? [] : Calls(request, context, Mood(turn), random);
        return new ModelAnswer
        {
            Calls = [.. calls.Select((call, index) => call with { Id = $"call_t{turn}_{number}_{index}" })],
            Text = calls.Count == 0 || random.Next(3) == 0 ? Prose(context, random) : null,
        };
    }

    private static int Asked(ModelRequest request) => request.SinceUser.Sum(message => message.Calls.Count);

    // The turn's first request is remembered in the ids of its calls: several conversations may run at once, and each keeps its mood.
    private static int? Turn(ModelRequest request) =>
        request.SinceUser.SelectMany(message => message.Calls).LastOrDefault()?.Id?.Split('_') is ["call", ['t', .. var turn], ..]
        && int.TryParse(turn, CultureInfo.InvariantCulture, out var number) ? number : null;

    // Eight requests in a row have eight moods, in an order that the seed shuffles.
    private Temper Mood(int turn)
    {
        var moods = Enum.GetValues<Temper>();
        new Random(unchecked((seed * 31) + (turn / moods.Length))).Shuffle(moods);
        return moods[turn % moods.Length];
    }

    private List<ModelCall> Calls(ModelRequest request, TraitorContext context, Temper temper, Random random)
    {
        int many = (temper, request.Step) switch
        {
            (Temper.Once, 0) => 1,
            (Temper.Several, < 3) => random.Next(1, 5),
            (Temper.Crowd, 0) => 12,
            (Temper.Repeat, _) => random.Next(1, 4),
            (Temper.Never, _) => random.Next(1, 3),
            (Temper.NotOffered, < 2) => random.Next(1, 4),
            _ => 0,
        };
        if (temper == Temper.Obey && request.Step < 2)
        {
            return [.. context.Orders.SelectMany(order => TraitorCalls.Obey(request, order, context, random)).Take(12)];
        }

        var last = request.SinceUser.SelectMany(message => message.Calls).LastOrDefault();
        ModelCall Next() => temper == Temper.NotOffered || request.Tools.Count == 0
            ? TraitorCalls.NotOffered(request, context, random)
            : _calls.Worst(request, context, random);
        return temper == Temper.Repeat
            ? [.. Enumerable.Repeat(last ?? Next(), many)]
            : [.. Enumerable.Range(0, many).Select(_ => Next())];
    }

    private string Prose(TraitorContext context, Random random)
    {
        var forged = Forgery.Of(context, random);
        if (forged is not null)
        {
            lock (_lock)
            {
                _forgeries.Add(forged);
            }
        }

        return TraitorProse.Say(context, forged, AllowedHosts, random);
    }
}
