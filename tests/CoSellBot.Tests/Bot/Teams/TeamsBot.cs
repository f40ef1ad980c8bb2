using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>The bot beside a Teams on this machine, and its people speaking over the wire.</summary>
internal sealed class TeamsBot : IAsyncDisposable
{
    public const string BotId = "28:cosellbot";
    public const string Group = "19:group-sales@thread.v2";
    public const string Channel = "19:deals@thread.tacv2";
    public const string Thread = Channel + ";messageid=1700000000001";

    private static readonly string[] Parts = ["body", "items", "columns", "actions"];
    private FakeBotFramework? _identity;
    private bool _signs;
    private int _activities;

    private TeamsBot(CoSellBotFactory bot, FakeTeams teams) => (Bot, Teams) = (bot, teams);

    public CoSellBotFactory Bot { get; private set; }

    public FakeTeams Teams { get; }

    public static async Task<TeamsBot> StartAsync(Action<IServiceCollection>? replace = null, params string[] arguments)
    {
        var teams = await FakeTeams.StartAsync();
        FakeBotFramework? identity = null;
        if (teams.Front is not null)
        {
            // The contract wants a token with every call, so the simulator's mode gets an identity too.
            identity = await FakeBotFramework.StartAsync();
            arguments = [.. arguments, .. identity.Arguments()];
        }

        var bot = await CoSellBotFactory.StartAsync(replace, null, ["--Teams:AllowAnonymous=true", .. arguments.Select(argument => argument.Replace("{teams}", teams.Address, StringComparison.Ordinal))]);
        var both = new TeamsBot(bot, teams) { _identity = identity };
        both.Seat(Group, "lena", "anja", "maria");
        return both;
    }

    /// <summary>The bot as it stands at a customer: every call is signed, on either side, and Graph tells who is in a channel.</summary>
    public static async Task<TeamsBot> StartSignedAsync(params string[] arguments)
    {
        var clock = FakeClock.Morning();
        var teams = await FakeTeams.StartAsync();
        var identity = await FakeBotFramework.StartAsync(clock);
        var bot = await CoSellBotFactory.StartAsync(null, clock, [.. identity.Arguments(new Uri(teams.ServiceUrl)), $"--Teams:GraphEndpoint={teams.Address}", .. arguments]);
        return new TeamsBot(bot, teams) { _identity = identity, _signs = true };
    }

    public async Task RestartAsync(Action<IServiceCollection>? replace = null) => Bot = await Bot.RestartAsync(replace);

    /// <summary>A person of the demo world as the connector lists a member.</summary>
    public static JsonObject Member(string who, string? tenant = null, string role = "user") => new()
    {
        ["id"] = $"29:{who}",
        ["aadObjectId"] = $"aad-{who}",
        ["name"] = who,
        ["tenantId"] = tenant ?? TenantOf(who),
        ["userRole"] = role,
        ["userPrincipalName"] = $"{who}@example",
        ["email"] = $"{who}@example",
    };

    /// <summary>A person as Graph lists a member of a channel.</summary>
    public static JsonObject GraphMember(string who, params string[] roles) => new()
    {
        ["@odata.type"] = "#microsoft.graph.aadUserConversationMember",
        ["id"] = $"member-{who}",
        ["userId"] = $"aad-{who}",
        ["tenantId"] = TenantOf(who),
        ["displayName"] = who,
        ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]),
    };

    public static string TenantOf(string who) => DemoPeople.TeamsTenantOf(who);

    public static string Direct(string who) => $"a:personal-{who}";

    public void Seat(string conversation, params string[] people) => Teams.SetMembers(conversation, [.. people.Select(who => Member(who))]);

    /// <summary>An activity as Teams sends it.</summary>
    public JsonObject Activity(string who, string type, string? conversation = null, string? id = null)
    {
        conversation ??= Direct(who);
        var isPersonal = conversation.StartsWith("a:", StringComparison.Ordinal);
        var isChannel = conversation.Contains("@thread.tacv2", StringComparison.Ordinal);
        var channelData = new JsonObject { ["tenant"] = new JsonObject { ["id"] = "tt-halvor" } };
        if (isChannel)
        {
            channelData["team"] = new JsonObject { ["id"] = "19:team@thread.tacv2", ["aadGroupId"] = "group-1" };
            channelData["channel"] = new JsonObject { ["id"] = conversation.Split(';')[0] };
        }

        return new JsonObject
        {
            ["type"] = type,
            ["id"] = id ?? $"act-{Interlocked.Increment(ref _activities)}",
            ["timestamp"] = "2026-06-09T08:13:00.000Z",
            ["serviceUrl"] = Teams.ServiceUrl,
            ["channelId"] = "msteams",
            ["from"] = new JsonObject { ["id"] = $"29:{who}", ["name"] = who, ["aadObjectId"] = $"aad-{who}" },
            ["recipient"] = new JsonObject { ["id"] = BotId, ["name"] = "Halvor Co-sell" },
            ["conversation"] = new JsonObject
            {
                ["id"] = conversation,
                ["conversationType"] = isPersonal ? "personal" : isChannel ? "channel" : "groupChat",
                ["isGroup"] = !isPersonal,
                ["tenantId"] = isPersonal ? TenantOf(who) : "tt-halvor",
            },
            ["channelData"] = channelData,
        };
    }

    public JsonObject Words(string who, string text, string? conversation = null, string? id = null)
    {
        var activity = Activity(who, "message", conversation, id);
        activity["textFormat"] = "plain";
        if (conversation is not null && !conversation.StartsWith("a:", StringComparison.Ordinal))
        {
            activity["text"] = $"<at>Halvor Co-sell</at> {text}";
            activity["entities"] = new JsonArray(new JsonObject
            {
                ["type"] = "mention",
                ["text"] = "<at>Halvor Co-sell</at>",
                ["mentioned"] = new JsonObject { ["id"] = BotId, ["name"] = "Halvor Co-sell" },
            });
        }
        else
        {
            activity["text"] = text;
        }

        return activity;
    }

    /// <summary>Sends an activity as Teams would.</summary>
    public async Task<HttpResponseMessage> PostAsync(JsonObject activity)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages") { Content = JsonContent.Create(activity) };
        if (_signs)
        {
            request.Headers.Add("Authorization", _identity!.Header(draft => draft.Claims["serviceurl"] = Teams.ServiceUrl));
        }

        return await Bot.Http.SendAsync(request);
    }

    /// <summary>Sends what needs no answer, and waits until everything that follows is done.</summary>
    public async Task TellAsync(JsonObject activity)
    {
        using var response = await PostAsync(activity);
        response.MustBe(HttpStatusCode.Accepted);
        await Bot.IdleAsync();
    }

    /// <summary>Says something and waits until everything is answered.</summary>
    /// <returns>The newest message in the place.</returns>
    public async Task<ShownActivity> SayAsync(string who, string text, string? conversation = null)
    {
        if (conversation is null)
        {
            Seat(Direct(who), who);
        }

        await TellAsync(Words(who, text, conversation));
        return Last(conversation ?? Direct(who));
    }

    public ShownActivity Last(string conversation) => Teams.Shown(conversation)[^1];

    /// <summary>Finds a button by its title on the newest message that has it.</summary>
    public (ShownActivity Message, JsonObject Action) Button(string conversation, string title)
    {
        foreach (var message in Teams.Shown(conversation).Reverse())
        {
            if (Actions(message.Card).FirstOrDefault(action => action["title"]!.GetValue<string>() == title) is { } found)
            {
                return (message, found);
            }
        }

        throw new InvalidOperationException($"No button '{title}' in {conversation}.");
    }

    /// <summary>A press of a universal action as Teams sends it.</summary>
    public JsonObject Press(string who, string conversation, ShownActivity message, JsonObject action, string? id = null)
    {
        var invoke = Activity(who, "invoke", conversation, id);
        invoke["name"] = "adaptiveCard/action";
        invoke["replyToId"] = message.Id;
        invoke["value"] = new JsonObject
        {
            ["action"] = new JsonObject { ["type"] = "Action.Execute", ["title"] = action["title"]?.DeepClone(), ["verb"] = action["verb"]!.DeepClone(), ["data"] = action["data"]!.DeepClone() },
            ["trigger"] = "manual",
        };
        return invoke;
    }

    /// <summary>Presses a button and waits until everything is done.</summary>
    /// <returns>The answer to the press.</returns>
    public async Task<JsonObject> PressAsync(string who, string title, string? conversation = null)
    {
        var place = conversation ?? Direct(who);
        var (message, action) = Button(place, title);
        var answer = await InvokeAsync(Press(who, place, message, action));
        await Bot.IdleAsync();
        return answer;
    }

    public async Task<JsonObject> InvokeAsync(JsonObject invoke)
    {
        using var response = await PostAsync(invoke);
        response.MustBe(HttpStatusCode.OK);
        return (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>Registrations somebody submitted over Teams.</summary>
    public async Task<List<CoSellBot.Prm.Registrations.DealRegistration>> SubmittedAsync()
    {
        await using var context = await Bot.Prm();
        var numbers = context.Set<CoSellBot.Prm.Audit.AuditEntry>().AsNoTracking().Where(entry => entry.Channel == "Teams" && entry.Action == "registration.submitted")
            .Select(entry => entry.EntityRef).ToList().Select(reference => reference["registration/".Length..]).ToList();
        return await context.Set<CoSellBot.Prm.Registrations.DealRegistration>().AsNoTracking().Where(deal => numbers.Contains(deal.Id)).ToListAsync();
    }

    public static IEnumerable<JsonObject> Actions(JsonNode? node) => node switch
    {
        JsonArray list => list.SelectMany(Actions),
        JsonObject part when part["type"]?.GetValue<string>()?.StartsWith("Action.", StringComparison.Ordinal) == true => [part],
        JsonObject part => Parts.SelectMany(name => Actions(part[name])),
        _ => [],
    };

    public async ValueTask DisposeAsync()
    {
        await Bot.DisposeAsync();
        await Teams.DisposeAsync();
        if (_identity is not null)
        {
            await _identity.DisposeAsync();
        }
    }
}
