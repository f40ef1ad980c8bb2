using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>A call the bot made.</summary>
/// <param name="Method">The Web API method.</param>
/// <param name="Arguments">Its arguments, form or JSON alike.</param>
/// <param name="ContentType">The body's type.</param>
/// <param name="Authorization">The header, or empty.</param>
internal sealed record ApiCall(string Method, JsonObject Arguments, string ContentType, string Authorization)
{
    public string? Text(string name) => Arguments[name]?.ToString();
}

/// <summary>A message of the bot as it stands in a channel.</summary>
internal sealed record ShownMessage(string Ts, string Channel, string? ThreadTs, JsonObject Message)
{
    public JsonArray Blocks => Message["blocks"] as JsonArray ?? [];

    /// <summary>Everything a person reads, one element a line, buttons in brackets.</summary>
    public string Text => BlockText(Blocks);

    public IEnumerable<JsonObject> Buttons => Blocks.OfType<JsonObject>().SelectMany(ButtonsOf);

    public static string BlockText(JsonNode? node)
    {
        var lines = new List<string>();
        Walk(node, lines);
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }

    /// <summary>The buttons of a block, each with the id of its block.</summary>
    public static IEnumerable<JsonObject> ButtonsOf(JsonObject block) =>
        (block["elements"] as JsonArray ?? []).Append(block["accessory"]).OfType<JsonObject>().Where(element => element["type"]!.GetValue<string>() == "button")
        .Select(element =>
        {
            var copy = (JsonObject)element.DeepClone();
            copy["block_id"] = block["block_id"]?.DeepClone();
            return copy;
        });

    private static void Walk(JsonNode? node, List<string> lines)
    {
        switch (node)
        {
            case JsonArray list:
                foreach (var item in list)
                {
                    Walk(item, lines);
                }

                break;
            case JsonObject part:
                switch (part["type"]?.GetValue<string>())
                {
                    case "plain_text" or "mrkdwn":
                        lines.Add(part["text"]!.GetValue<string>());
                        break;
                    case "button":
                        lines.Add($"[{part["text"]!["text"]}]");
                        break;
                    case "rich_text_section" or "rich_text_preformatted" or "rich_text_quote":
                        lines.Add(string.Concat(part["elements"]!.AsArray().Select(run => run!["text"]?.GetValue<string>() ?? "")));
                        break;
                    default:
                        foreach (var name in new[] { "title", "text", "fields", "elements", "label", "accessory", "element", "initial_value", "blocks" })
                        {
                            Walk(part[name], lines);
                        }

                        break;
                }

                break;
        }
    }
}

/// <summary>Slack's Web API on this machine: keeps channels, people, messages and dialogs, and fails when asked to.</summary>
internal sealed class FakeSlack : IAsyncDisposable
{
    public const string BotUser = "U0BOT";
    public const string BotId = "B0BOT";
    public const string Token = "xoxb-halvor";

    private static int _behindProxy;
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ApiCall> _calls = new();
    private readonly Lock _lock = new();
    private readonly List<ShownMessage> _shown = [];
    private readonly List<ShownMessage> _versions = [];
    private int _next;

    private FakeSlack(WebApplication app) => _app = app;

    /// <summary>Answers a call in our place; null lets it through. The flag says whether the call has been carried out already.</summary>
    public Func<ApiCall, bool, IResult?>? Interfere { get; set; }

    /// <summary>What conversations.info tells of a channel.</summary>
    public ConcurrentDictionary<string, JsonObject> Channels { get; } = new();

    /// <summary>Who is in a channel, by user id.</summary>
    public ConcurrentDictionary<string, List<string>> Members { get; } = new();

    /// <summary>What users.info tells of an account.</summary>
    public ConcurrentDictionary<string, JsonObject> Users { get; } = new();

    /// <summary>Dialogs by id, and home tabs by user.</summary>
    public ConcurrentDictionary<string, JsonObject> Views { get; } = new();

    /// <summary>Answers to response_url.</summary>
    public ConcurrentQueue<JsonObject> Responses { get; } = new();

    public string Address { get; private set; } = "";

    public string ApiBaseUrl => $"{Front ?? Address}/api/";

    /// <summary>The validating proxy in front of this fake, or null.</summary>
    public string? Front { get; private set; }

    public IReadOnlyList<ApiCall> Calls => [.. _calls];

    public IEnumerable<ApiCall> Posts => Calls.Where(call => call.Method == "chat.postMessage");

    public static async Task<FakeSlack> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // Behind the contract proxy the address is agreed, for one at a time; else any port will do.
        var front = Interlocked.CompareExchange(ref _behindProxy, 1, 0) == 0 ? Environment.GetEnvironmentVariable("CONTRACT_SLACK_URL") : null;
        builder.WebHost.UseUrls(front is null ? "http://127.0.0.1:0" : "http://127.0.0.1:5621");
        var app = builder.Build();
        var fake = new FakeSlack(app) { Front = front?.TrimEnd('/') };
        app.Map("/api/{method}", (Delegate)fake.AnswerAsync);
        app.MapPost("/response/{id}", async (HttpContext http) =>
        {
            fake.Responses.Enqueue((JsonObject)(await JsonNode.ParseAsync(http.Request.Body))!);
            return Results.Text("ok");
        });
        await app.StartAsync();
        fake.Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return fake;
    }

    /// <summary>The bot's messages in a channel or a thread of it.</summary>
    public IReadOnlyList<ShownMessage> Shown(string channel, string? threadTs = null)
    {
        lock (_lock)
        {
            return [.. _shown.Where(message => message.Channel == channel && message.ThreadTs == threadTs)];
        }
    }

    /// <summary>All of the bot's messages in a channel, threads included.</summary>
    public IReadOnlyList<ShownMessage> AllShown(string channel)
    {
        lock (_lock)
        {
            return [.. _shown.Where(message => message.Channel == channel)];
        }
    }

    /// <summary>Every message of the bot as it stood at some moment, also what was replaced or taken away since, in the order of writing.</summary>
    public IReadOnlyList<ShownMessage> Versions
    {
        get
        {
            lock (_lock)
            {
                return [.. _versions];
            }
        }
    }

    /// <summary>The next message's name, as Slack counts them.</summary>
    public string NextTs() => string.Create(CultureInfo.InvariantCulture, $"1780992780.{Interlocked.Increment(ref _next):000000}");

    public static IResult Ok(JsonObject? body = null)
    {
        body ??= [];
        body["ok"] = true;
        return Results.Text(body.ToJsonString(), "application/json");
    }

    public static IResult Fail(string error) => Results.Text(new JsonObject { ["ok"] = false, ["error"] = error }.ToJsonString(), "application/json");

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (Front is not null || Environment.GetEnvironmentVariable("CONTRACT_SLACK_URL") is null)
        {
            Volatile.Write(ref _behindProxy, 0);
        }
    }

    private async Task<IResult> AnswerAsync(HttpContext http, string method)
    {
        var type = http.Request.ContentType ?? "";
        JsonObject arguments = [];
        if (type.StartsWith("application/json", StringComparison.Ordinal))
        {
            arguments = (JsonObject)(await JsonNode.ParseAsync(http.Request.Body))!;
        }
        else if (http.Request.HasFormContentType)
        {
            foreach (var (key, value) in await http.Request.ReadFormAsync())
            {
                arguments[key] = value.ToString();
            }
        }

        var call = new ApiCall(method, arguments, type, http.Request.Headers.Authorization.ToString());
        _calls.Enqueue(call);
        if (Interfere?.Invoke(call, false) is { } instead)
        {
            return instead;
        }

        var answer = Carry(call);
        return Interfere?.Invoke(call, true) ?? answer;
    }

    private IResult Carry(ApiCall call) => call.Method switch
    {
        "auth.test" => Ok(new JsonObject { ["url"] = "https://halvor.slack.com/", ["team"] = "Halvor", ["user"] = "cosell", ["team_id"] = "T0HALVOR", ["user_id"] = BotUser, ["bot_id"] = BotId }),
        "chat.postMessage" => Post(call.Arguments),
        "chat.update" => Update(call.Arguments),
        "chat.delete" => Delete(call.Text("channel")!, call.Text("ts")!),
        "conversations.info" => Channels.TryGetValue(call.Text("channel")!, out var channel) ? Ok(new JsonObject { ["channel"] = channel.DeepClone() }) : Fail("channel_not_found"),
        "conversations.members" => ListMembers(call),
        "conversations.history" or "conversations.replies" => History(call),
        "conversations.open" => Open(call.Text("users")!),
        "users.info" => Users.TryGetValue(call.Text("user")!, out var user) ? Ok(new JsonObject { ["user"] = user.DeepClone() }) : Fail("user_not_found"),
        "users.list" => Ok(new JsonObject { ["members"] = new JsonArray([.. Users.Values.Select(user => user.DeepClone())]), ["response_metadata"] = new JsonObject { ["next_cursor"] = "" } }),
        "views.open" => View(call, $"V{Interlocked.Increment(ref _next)}"),
        "views.update" => View(call, call.Text("view_id")!),
        "views.publish" => View(call, call.Text("user_id")!),
        _ => Fail("unknown_method"),
    };

    private IResult Post(JsonObject message)
    {
        var (channel, ts) = (message["channel"]!.GetValue<string>(), NextTs());
        if (!Channels.ContainsKey(channel))
        {
            return Fail("channel_not_found");
        }

        lock (_lock)
        {
            _shown.Add(new ShownMessage(ts, channel, message["thread_ts"]?.GetValue<string>(), message));
            _versions.Add(_shown[^1]);
        }

        return Ok(new JsonObject { ["channel"] = channel, ["ts"] = ts });
    }

    private IResult Update(JsonObject message)
    {
        lock (_lock)
        {
            var at = _shown.FindIndex(shown => shown.Ts == message["ts"]!.GetValue<string>());
            if (at < 0)
            {
                return Fail("message_not_found");
            }

            _shown[at] = _shown[at] with { Message = message };
            _versions.Add(_shown[at]);
            return Ok(new JsonObject { ["channel"] = _shown[at].Channel, ["ts"] = _shown[at].Ts });
        }
    }

    private IResult Delete(string channel, string ts)
    {
        lock (_lock)
        {
            return _shown.RemoveAll(shown => shown.Channel == channel && shown.Ts == ts) > 0 ? Ok(new JsonObject { ["channel"] = channel, ["ts"] = ts }) : Fail("message_not_found");
        }
    }

    // Two on a page, so that every roster of three is read over pages.
    private IResult ListMembers(ApiCall call)
    {
        var all = Members.GetValueOrDefault(call.Text("channel")!, []);
        var from = call.Text("cursor") is { Length: > 0 } cursor ? int.Parse(cursor, CultureInfo.InvariantCulture) : 0;
        var next = from + 2 < all.Count ? (from + 2).ToString(CultureInfo.InvariantCulture) : "";
        return Ok(new JsonObject
        {
            ["members"] = new JsonArray([.. all.Skip(from).Take(2).Select(id => (JsonNode)id)]),
            ["response_metadata"] = new JsonObject { ["next_cursor"] = next },
        });
    }

    private IResult History(ApiCall call)
    {
        lock (_lock)
        {
            var messages = _shown.Where(shown => shown.Channel == call.Text("channel") && shown.ThreadTs == call.Text("ts")).Select(shown => (JsonNode)new JsonObject
            {
                ["type"] = "message",
                ["ts"] = shown.Ts,
                ["user"] = BotUser,
                ["bot_id"] = BotId,
                ["text"] = shown.Message["text"]?.DeepClone(),
                ["metadata"] = shown.Message["metadata"]?.DeepClone(),
            });
            return Ok(new JsonObject { ["messages"] = new JsonArray([.. messages]), ["has_more"] = false });
        }
    }

    private IResult Open(string user)
    {
        var id = $"D{user[1..]}";
        Channels.TryAdd(id, new JsonObject { ["id"] = id, ["is_im"] = true, ["user"] = user });
        return Ok(new JsonObject { ["channel"] = new JsonObject { ["id"] = id } });
    }

    private IResult View(ApiCall call, string id)
    {
        var view = (JsonObject)call.Arguments["view"]!.DeepClone();
        view["id"] = id;
        view["hash"] = $"h{Interlocked.Increment(ref _next)}";
        Views[id] = view;
        return Ok(new JsonObject { ["view"] = view.DeepClone() });
    }
}
