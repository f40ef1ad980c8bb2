using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CoSellBot.EndToEnd;
using CoSellBot.Tests.Bot.Slack;
using CoSellBot.Tests.Infrastructure;

namespace CoSellBot.Evals.Scenarios.Channels;

/// <summary>
/// Speaks with a bot as Slack does: signed events and presses over HTTP, answers read from the Web API, and from the address of a
/// press what only the presser reads. Rooms are private channels, shared with the workspaces of those who are in them.
/// </summary>
internal sealed class SlackScenarioBot : IScenarioBot
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly SlackBot _slack;
    private readonly List<Said> _said = [];
    private readonly Dictionary<string, List<string>> _rooms = DemoPeople.Rooms.ToDictionary(room => room.Key, room => room.Value.ToList());
    private readonly Dictionary<string, int> _pages = [];
    private int _read;

    private SlackScenarioBot(SlackBot slack) => _slack = slack;

    /// <inheritdoc/>
    public IReadOnlyList<Said> Said => _said;

    /// <inheritdoc/>
    public StoredBot Stored => new(_slack.Bot.Folder, TestDatabase.File);

    /// <summary>Starts a bot in a workspace where everybody has an account.</summary>
    public static async Task<IScenarioBot> StartAsync(string[] arguments)
    {
        var bot = new SlackScenarioBot(await SlackBot.StartAsync(null, arguments));
        foreach (var who in DemoPeople.All)
        {
            bot._slack.Enrol(who);
        }

        foreach (var (room, members) in bot._rooms)
        {
            bot._slack.Seat(Channel(room), [.. members]);
        }

        return bot;
    }

    /// <inheritdoc/>
    public Task SayAsync(string person, string place, string words)
    {
        _said.Add(new Said(_said.Count + 1, $"words/{_said.Count}", place, person, words, new Dictionary<string, string>()));
        // In a room everything is said in one thread, in the direct chat in none.
        return _slack.TellAsync(DemoPeople.NameOf(person), words, IsDirect(place) ? null : Channel(place)).WaitAsync(Patience);
    }

    /// <inheritdoc/>
    public async Task PressAsync(string person, string place, Said card, string value)
    {
        var told = _slack.Slack.Responses.Count;
        await _slack.PressAsync(DemoPeople.NameOf(person), new ShownMessage(card.Id, Channel(card.Place), null, []), (JsonObject)JsonNode.Parse(value)!).WaitAsync(Patience);
        foreach (var answer in _slack.Slack.Responses.Skip(told))
        {
            _said.Add(new Said(_said.Count + 1, $"{card.Id}/answer/{++told}", card.Place, "", answer["text"]!.GetValue<string>(), new Dictionary<string, string>()));
        }
    }

    /// <inheritdoc/>
    public Task JoinAsync(string place, string person)
    {
        var who = DemoPeople.NameOf(person);
        _rooms[place].Add(who);
        _slack.Seat(Channel(place), [.. _rooms[place]]);
        return _slack.TellAsync(_slack.Event(new JsonObject
        {
            ["type"] = "member_joined_channel",
            ["user"] = SlackBot.User(who),
            ["channel"] = Channel(place),
            ["team"] = SlackBot.TeamOf(who),
        }));
    }

    /// <inheritdoc/>
    public async Task AdvanceAsync(string duration)
    {
        using var response = await _slack.Bot.Http.PostAsJsonAsync("/dev/clock", new { advance = duration });
        response.MustBe(System.Net.HttpStatusCode.OK);
    }

    /// <inheritdoc/>
    public async Task ReadAsync()
    {
        await _slack.Bot.IdleAsync().WaitAsync(Patience);
        while (_slack.Slack.Versions.Skip(_read).FirstOrDefault() is { } version)
        {
            _read++;
            var place = Place(version.Channel);
            var buttons = version.Buttons.Where(button => Page(button) == 0).ToDictionary(button => button.ToJsonString(), button => button["text"]!["text"]!.GetValue<string>());
            _said.Add(new Said(_said.Count + 1, version.Ts, place, "", version.Text, buttons));

            // Somebody there turns all its pages, each of which replaces the one before.
            if (version.Buttons.FirstOrDefault(button => Page(button) > _pages.GetValueOrDefault(version.Ts, 1)) is { } next)
            {
                _pages[version.Ts] = Page(next);
                await _slack.PressAsync(IsDirect(place) ? DemoPeople.NameOf(place["dm:".Length..]) : _rooms[place][0], version, next).WaitAsync(Patience);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _slack.DisposeAsync();

    private static int Page(JsonObject button) => button["action_id"]!.GetValue<string>() is { } id && id.StartsWith("page:", StringComparison.Ordinal)
        ? int.Parse(id["page:".Length..], System.Globalization.CultureInfo.InvariantCulture)
        : 0;

    private static bool IsDirect(string place) => place.StartsWith("dm:", StringComparison.Ordinal);

    private static string Channel(string place) => IsDirect(place)
        ? SlackBot.Direct(DemoPeople.NameOf(place["dm:".Length..]))
        : $"C0{place}";

    private static string Place(string channel) => channel[0] == 'D' ? $"dm:{DemoPeople.IdOf(channel["D0".Length..])}" : channel["C0".Length..];
}
