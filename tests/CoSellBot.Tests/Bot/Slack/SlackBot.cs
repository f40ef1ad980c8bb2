using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>The bot beside a Slack on this machine, and its people speaking over the wire.</summary>
internal sealed class SlackBot : IAsyncDisposable
{
    public const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    public const string Team = "C0TEAM";
    public const string Nimbus = "C0NIMBUS";
    public const string TwoFirms = "C0TWOFIRMS";

    private readonly Dictionary<string, string> _threads = [];
    private int _events;

    private SlackBot(CoSellBotFactory bot, FakeSlack slack) => (Bot, Slack) = (bot, slack);

    public CoSellBotFactory Bot { get; private set; }

    public FakeSlack Slack { get; }

    public static async Task<SlackBot> StartAsync(Action<IServiceCollection>? replace = null, params string[] arguments)
    {
        var slack = await FakeSlack.StartAsync();
        var rig = new SlackBot(null!, slack);
        foreach (var who in new[] { "lena", "anja", "maria", "tom", "jonas", "nina", "priya", "gareth", "felix" })
        {
            rig.Enrol(who);
        }

        slack.Users[FakeSlack.BotUser] = new JsonObject { ["id"] = FakeSlack.BotUser, ["team_id"] = "T0HALVOR", ["is_bot"] = true };
        rig.Seat(Team, "lena", "anja", "maria");
        rig.Seat(Nimbus, "lena", "jonas");
        rig.Seat(TwoFirms, "lena", "jonas", "priya");
        rig.Bot = await CoSellBotFactory.StartAsync(
            replace, null, [$"--Slack:SigningSecret={Secret}", $"--Slack:BotToken={FakeSlack.Token}", $"--Slack:ApiBaseUrl={slack.ApiBaseUrl}", .. arguments]);
        return rig;
    }

    public async Task RestartAsync(Action<IServiceCollection>? replace = null) => Bot = await Bot.RestartAsync(replace);

    public static string User(string who) => $"U0{who.ToUpperInvariant()}";

    public static string Direct(string who) => $"D0{who.ToUpperInvariant()}";

    public static string TeamOf(string who) => DemoPeople.SlackTeamOf(who);

    /// <summary>Gives somebody an account and a direct chat with the bot.</summary>
    public void Enrol(string who)
    {
        Slack.Users[User(who)] = Profile(who);
        Slack.Channels[Direct(who)] = new JsonObject { ["id"] = Direct(who), ["is_im"] = true, ["user"] = User(who) };
    }

    /// <summary>A person as users.info tells them.</summary>
    public static JsonObject Profile(string who, string? team = null) => new()
    {
        ["id"] = User(who),
        ["team_id"] = team ?? TeamOf(who),
        ["name"] = who,
        ["is_bot"] = false,
        ["is_restricted"] = false,
        ["is_ultra_restricted"] = false,
        ["profile"] = new JsonObject { ["email"] = $"{who}@example" },
    };

    /// <summary>Puts people into a private channel; whose firm is not the vendor's makes it a shared one.</summary>
    public void Seat(string channel, params string[] people)
    {
        var outside = people.Select(TeamOf).Where(team => team != "T0HALVOR").Distinct().ToList();
        Slack.Members[channel] = [.. people.Select(User), FakeSlack.BotUser];
        Slack.Channels[channel] = new JsonObject
        {
            ["id"] = channel,
            ["is_channel"] = true,
            ["is_im"] = false,
            ["is_mpim"] = false,
            ["is_private"] = true,
            ["is_member"] = true,
            ["is_ext_shared"] = outside.Count > 0,
            ["is_shared"] = outside.Count > 0,
            ["is_pending_ext_shared"] = false,
            ["context_team_id"] = "T0HALVOR",
            ["shared_team_ids"] = new JsonArray([.. outside.Prepend("T0HALVOR").Select(team => (JsonNode)team)]),
            ["connected_team_ids"] = new JsonArray([.. outside.Select(team => (JsonNode)team)]),
            ["internal_team_ids"] = new JsonArray(),
        };
    }

    /// <summary>An event as Slack wraps it.</summary>
    public JsonObject Event(JsonObject what, string? id = null) => new()
    {
        ["type"] = "event_callback",
        ["token"] = "old",
        ["team_id"] = "T0HALVOR",
        ["api_app_id"] = "A0COSELL",
        ["event_id"] = id ?? $"Ev{Interlocked.Increment(ref _events)}",
        ["event_time"] = Bot.Clock.GetUtcNow().ToUnixTimeSeconds(),
        ["authorizations"] = new JsonArray(new JsonObject { ["enterprise_id"] = null, ["team_id"] = "T0HALVOR", ["user_id"] = FakeSlack.BotUser, ["is_bot"] = true, ["is_enterprise_install"] = false }),
        ["event"] = what,
    };

    /// <summary>Words as an event: in a direct chat as they are, elsewhere with the bot's name.</summary>
    public JsonObject Words(string who, string text, string? channel = null, string? threadTs = null, string? ts = null)
    {
        var isDirect = (channel ?? "D")[0] == 'D';
        var what = new JsonObject
        {
            ["type"] = isDirect ? "message" : "app_mention",
            ["user"] = User(who),
            ["text"] = isDirect ? text : $"<@{FakeSlack.BotUser}> {text}",
            ["ts"] = ts ?? Slack.NextTs(),
            ["channel"] = channel ?? Direct(who),
            ["user_team"] = TeamOf(who),
            ["source_team"] = TeamOf(who),
        };
        what["event_ts"] = what["ts"]!.DeepClone();
        if (isDirect)
        {
            what["channel_type"] = "im";
        }

        if (threadTs is not null)
        {
            what["thread_ts"] = threadTs;
        }

        return what;
    }

    /// <summary>Says something and waits until everything is answered. What is said in a channel goes on in one thread.</summary>
    /// <returns>The newest message in the place.</returns>
    public async Task<ShownMessage> SayAsync(string who, string text, string? channel = null)
    {
        await TellAsync(who, text, channel);
        return Last(channel ?? Direct(who));
    }

    /// <summary>Says something like <see cref="SayAsync"/>, also where nothing may be answered.</summary>
    public async Task TellAsync(string who, string text, string? channel = null)
    {
        var thread = channel is null ? null : _threads.GetValueOrDefault(channel);
        var words = Words(who, text, channel, thread);
        if (channel is not null && thread is null)
        {
            _threads[channel] = words["ts"]!.GetValue<string>();
        }

        await TellAsync(Event(words));
    }

    /// <summary>Sends an event and waits until everything that follows is done.</summary>
    public async Task TellAsync(JsonObject body)
    {
        using var response = await SendAsync(body);
        response.MustBe(HttpStatusCode.OK);
        await Bot.IdleAsync();
    }

    /// <summary>The thread that what was said in a channel stands in.</summary>
    public string? ThreadIn(string channel) => channel[0] == 'D' ? null : _threads.GetValueOrDefault(channel);

    public ShownMessage Last(string channel) => Slack.Shown(channel, ThreadIn(channel))[^1];

    /// <summary>Sends an event as Slack would.</summary>
    public Task<HttpResponseMessage> SendAsync(JsonObject body, params (string Name, string Value)[] headers) =>
        PostAsync("/slack/events", body.ToJsonString(), "application/json; charset=utf-8", headers);

    /// <summary>Sends a press, form or shortcut as Slack would.</summary>
    public Task<HttpResponseMessage> InteractAsync(JsonObject payload) =>
        PostAsync("/slack/interactions", "payload=" + Uri.EscapeDataString(payload.ToJsonString()), "application/x-www-form-urlencoded");

    /// <summary>Sends a command as Slack would.</summary>
    public Task<HttpResponseMessage> CommandAsync(string who, string text, string channel, string trigger = "trigger.1") =>
        PostAsync("/slack/commands", string.Join('&', new (string, string)[]
        {
            ("command", "/cosell"), ("text", text), ("team_id", "T0HALVOR"), ("channel_id", channel), ("user_id", User(who)), ("trigger_id", trigger),
            ("response_url", $"{Slack.Address}/response/1"),
        }.Select(field => $"{field.Item1}={Uri.EscapeDataString(field.Item2)}")), "application/x-www-form-urlencoded");

    /// <summary>Posts a signed body.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, string body, string contentType, params (string Name, string Value)[] headers)
    {
        var at = Bot.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.Add("X-Slack-Request-Timestamp", at);
        request.Headers.Add("X-Slack-Signature", Sign(at, body));
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.Add(name, value);
        }

        return await Bot.Http.SendAsync(request);
    }

    public static string Sign(string timestamp, string body) =>
        "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}")));

    /// <summary>Finds a button by its label on the newest message that has it.</summary>
    public (ShownMessage Message, JsonObject Button) Button(string channel, string label)
    {
        foreach (var message in Slack.Shown(channel, ThreadIn(channel)).Reverse())
        {
            if (message.Buttons.FirstOrDefault(button => button["text"]!["text"]!.GetValue<string>() == label) is { } found)
            {
                return (message, found);
            }
        }

        throw new InvalidOperationException($"No button '{label}' in {channel}.");
    }

    /// <summary>A press as Slack reports it.</summary>
    public JsonObject Press(string who, ShownMessage message, JsonObject button, string? team = null) => new()
    {
        ["type"] = "block_actions",
        ["user"] = new JsonObject { ["id"] = User(who), ["team_id"] = team ?? TeamOf(who), ["username"] = who },
        ["api_app_id"] = "A0COSELL",
        ["container"] = new JsonObject { ["type"] = "message", ["message_ts"] = message.Ts, ["channel_id"] = message.Channel },
        ["trigger_id"] = $"trigger.{Interlocked.Increment(ref _events)}",
        ["team"] = new JsonObject { ["id"] = "T0HALVOR" },
        ["enterprise"] = null,
        ["is_enterprise_install"] = false,
        ["channel"] = new JsonObject { ["id"] = message.Channel },
        ["response_url"] = $"{Slack.Address}/response/1",
        ["actions"] = new JsonArray(new JsonObject
        {
            ["type"] = "button",
            ["action_id"] = button["action_id"]!.DeepClone(),
            ["block_id"] = button["block_id"]!.DeepClone(),
            ["value"] = button["value"]!.DeepClone(),
            ["action_ts"] = Slack.NextTs(),
        }),
    };

    /// <summary>Presses a button and waits until everything is done.</summary>
    /// <returns>The newest message in the place.</returns>
    public async Task<ShownMessage> PressAsync(string who, string label, string? channel = null)
    {
        var place = channel ?? Direct(who);
        var (message, button) = Button(place, label);
        await PressAsync(who, message, button);
        return Last(place);
    }

    /// <summary>Presses a button of a message, which may have changed since, and waits until everything is done.</summary>
    public async Task PressAsync(string who, ShownMessage message, JsonObject button)
    {
        using var response = await InteractAsync(Press(who, message, button));
        response.MustBe(HttpStatusCode.OK);
        await Bot.IdleAsync();
    }

    /// <summary>A filled dialog as Slack reports it.</summary>
    public static JsonObject Submission(string who, JsonObject view, IReadOnlyDictionary<string, JsonObject> answers)
    {
        var filled = (JsonObject)view.DeepClone();
        filled["state"] = new JsonObject
        {
            ["values"] = new JsonObject(answers.Select(answer => KeyValuePair.Create<string, JsonNode?>(answer.Key, new JsonObject { ["v"] = answer.Value.DeepClone() }))),
        };
        return new JsonObject
        {
            ["type"] = "view_submission",
            ["team"] = new JsonObject { ["id"] = "T0HALVOR" },
            ["user"] = new JsonObject { ["id"] = User(who), ["team_id"] = TeamOf(who) },
            ["view"] = filled,
        };
    }

    /// <summary>Registrations somebody submitted over Slack.</summary>
    public async Task<List<CoSellBot.Prm.Registrations.DealRegistration>> SubmittedAsync()
    {
        await using var context = await Bot.Prm();
        var numbers = context.Set<CoSellBot.Prm.Audit.AuditEntry>().AsNoTracking().Where(entry => entry.Channel == "Slack" && entry.Action == "registration.submitted")
            .Select(entry => entry.EntityRef).ToList().Select(reference => reference["registration/".Length..]).ToList();
        return await context.Set<CoSellBot.Prm.Registrations.DealRegistration>().AsNoTracking().Where(deal => numbers.Contains(deal.Id)).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Bot.DisposeAsync();
        await Slack.DisposeAsync();
    }
}
