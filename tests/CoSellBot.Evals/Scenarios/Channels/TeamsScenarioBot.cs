using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CoSellBot.EndToEnd;
using CoSellBot.Tests.Bot.Teams;
using CoSellBot.Tests.Infrastructure;

namespace CoSellBot.Evals.Scenarios.Channels;

/// <summary>
/// Speaks with a bot as Microsoft Teams does: signed activities over HTTP, answers read from the Bot Connector, buttons pressed as
/// universal actions, whose answers only the presser reads. Rooms are channels shared between tenants.
/// </summary>
internal sealed class TeamsScenarioBot : IScenarioBot
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TeamsBot _teams;
    private readonly List<Said> _said = [];
    private readonly Dictionary<string, List<string>> _rooms = DemoPeople.Rooms.ToDictionary(room => room.Key, room => room.Value.ToList());
    private readonly Dictionary<string, ShownActivity> _shown = [];
    private int _read;

    private TeamsScenarioBot(TeamsBot teams) => _teams = teams;

    /// <inheritdoc/>
    public IReadOnlyList<Said> Said => _said;

    /// <inheritdoc/>
    public StoredBot Stored => new(_teams.Bot.Folder, TestDatabase.File);

    /// <summary>Starts a bot that everybody has in Teams already.</summary>
    public static async Task<IScenarioBot> StartAsync(string[] arguments)
    {
        var bot = new TeamsScenarioBot(await TeamsBot.StartSignedAsync(arguments));
        foreach (var room in bot._rooms.Keys)
        {
            bot.Seat(room);
        }

        await Task.WhenAll(DemoPeople.All.Select(bot.EnrolAsync));
        await bot.ReadAsync();
        return bot;
    }

    /// <inheritdoc/>
    public Task SayAsync(string person, string place, string words)
    {
        var who = DemoPeople.NameOf(person);
        _said.Add(new Said(_said.Count + 1, $"words/{_said.Count}", place, person, words, new Dictionary<string, string>()));
        return _teams.TellAsync(_teams.Words(who, words, Conversation(place))).WaitAsync(Patience);
    }

    /// <inheritdoc/>
    public Task PressAsync(string person, string place, Said card, string value) =>
        ActAsync(DemoPeople.NameOf(person), _shown[card.Id], (JsonObject)JsonNode.Parse(value)!);

    /// <inheritdoc/>
    public Task JoinAsync(string place, string person)
    {
        var who = DemoPeople.NameOf(person);
        _rooms[place].Add(who);
        Seat(place);
        var joined = _teams.Activity(who, "conversationUpdate", Channel(place));
        joined["membersAdded"] = new JsonArray(new JsonObject { ["id"] = $"29:{who}", ["aadObjectId"] = $"aad-{who}" });
        joined["channelData"]!["eventType"] = "channelMemberAdded";
        return _teams.TellAsync(joined);
    }

    /// <inheritdoc/>
    public async Task AdvanceAsync(string duration)
    {
        using var response = await _teams.Bot.Http.PostAsJsonAsync("/dev/clock", new { advance = duration });
        response.MustBe(System.Net.HttpStatusCode.OK);
    }

    /// <inheritdoc/>
    public async Task ReadAsync()
    {
        await _teams.Bot.IdleAsync().WaitAsync(Patience);
        foreach (var version in _teams.Teams.Versions.Skip(_read))
        {
            _read++;
            _shown[version.Id] = version;
            Add(version.Id, Place(version.Conversation), version.Activity);
            if (_teams.Teams.Shown(version.Conversation).Contains(version))
            {
                await LookAsync(version);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _teams.DisposeAsync();

    // Everybody there turns all its pages; and for those it names, Teams asks by itself for the card as each of them may see it.
    private async Task LookAsync(ShownActivity message)
    {
        if (message.Card?["refresh"] is { } refresh)
        {
            foreach (var address in refresh["userIds"]!.AsArray())
            {
                await ActAsync(address!.GetValue<string>()["29:".Length..], message, (JsonObject)refresh["action"]!);
            }
        }

        var place = Place(message.Conversation);
        var reader = IsDirect(place) ? DemoPeople.NameOf(place["dm:".Length..]) : _rooms[place][0];
        var (page, card) = (1, (JsonNode?)message.Card);
        while (TeamsBot.Actions(card).FirstOrDefault(action => Page(action) > page) is { } next)
        {
            (page, card) = (Page(next), await ActAsync(reader, message, next));
        }
    }

    private static int Page(JsonObject action) => action["verb"]?.GetValue<string>() == "page" ? action["data"]!["page"]!.GetValue<int>() : 0;

    // Only who acts reads the answer: their view of the card, or a sentence.
    private async Task<JsonObject?> ActAsync(string who, ShownActivity message, JsonObject action)
    {
        var answer = await _teams.InvokeAsync(_teams.Press(who, message.Conversation, message, action)).WaitAsync(Patience);
        var view = answer["value"] is JsonObject body && body["type"] is not null ? body : null;
        Add(message.Id, Place(message.Conversation), view is not null
            ? new JsonObject { ["attachments"] = new JsonArray(new JsonObject { ["content"] = view.DeepClone() }) }
            : new JsonObject { ["text"] = (answer["value"] is JsonObject error ? error["message"] : answer["value"])!.DeepClone() });
        return view;
    }

    private void Add(string id, string place, JsonObject activity)
    {
        var shown = new ShownActivity(id, place, activity);
        var buttons = TeamsBot.Actions(shown.Card).Where(action => action["verb"] is not null && Page(action) == 0).DistinctBy(action => action.ToJsonString());
        _said.Add(new Said(_said.Count + 1, id, place, "", shown.Text, buttons.ToDictionary(action => action.ToJsonString(), action => action["title"]!.GetValue<string>())));
    }

    // The app was installed before and is now a newer one: the bot learns where everybody is, and greets nobody.
    private async Task EnrolAsync(string who)
    {
        _teams.Seat(TeamsBot.Direct(who), who);
        var upgraded = _teams.Activity(who, "installationUpdate");
        upgraded["action"] = "add-upgrade";
        using var response = await _teams.PostAsync(upgraded);
        response.MustBe(System.Net.HttpStatusCode.Accepted);
    }

    // Those of other firms come in through their own teams, so only Graph tells of them.
    private void Seat(string room)
    {
        var own = _rooms[room].Where(who => TeamsBot.TenantOf(who) == TeamsBot.TenantOf("lena")).ToArray();
        _teams.Seat(Channel(room), own);
        _teams.Teams.AllMembers[Channel(room)] = [.. _rooms[room].Select(who => TeamsBot.GraphMember(who))];
    }

    private static bool IsDirect(string place) => place.StartsWith("dm:", StringComparison.Ordinal);

    private static string Channel(string room) => $"19:{room}@thread.tacv2";

    // What is said in a channel goes on in one thread.
    private static string Conversation(string place) => IsDirect(place)
        ? TeamsBot.Direct(DemoPeople.NameOf(place["dm:".Length..]))
        : $"{Channel(place)};messageid=1700000000001";

    private static string Place(string conversation) => conversation.StartsWith("19:", StringComparison.Ordinal)
        ? conversation["19:".Length..conversation.IndexOf('@', StringComparison.Ordinal)]
        : $"dm:{DemoPeople.IdOf(conversation[(conversation.LastIndexOfAny(['-', ':']) + 1)..])}";
}
