using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>A call the bot made.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Unescaped path.</param>
/// <param name="Body">JSON body, or null.</param>
/// <param name="Authorization">The header, or empty.</param>
internal sealed record TeamsCall(string Method, string Path, JsonNode? Body, string Authorization);

/// <summary>A message as it stands in a place.</summary>
internal sealed record ShownActivity(string Id, string Conversation, JsonObject Activity)
{
    public JsonObject? Card => Activity["attachments"]?[0]?["content"] as JsonObject;

    /// <summary>Everything a person reads, one element a line, buttons in brackets.</summary>
    public string Text => Activity["text"]?.GetValue<string>() ?? CardText(Card);

    public static string CardText(JsonNode? node)
    {
        var lines = new List<string>();
        Walk(node, lines);
        return string.Join('\n', lines);
    }

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
            case JsonObject part when part["type"]?.GetValue<string>() == "TextBlock":
                lines.Add(part["text"]!.GetValue<string>());
                break;
            case JsonObject part when part["type"]?.GetValue<string>() == "RichTextBlock":
                lines.Add(string.Concat(part["inlines"]!.AsArray().Select(run => run is JsonObject text ? text["text"]!.GetValue<string>() : run!.GetValue<string>())));
                break;
            case JsonObject part when part["type"]?.GetValue<string>()?.StartsWith("Action.", StringComparison.Ordinal) == true:
                lines.Add($"[{part["title"]}]");
                break;
            case JsonObject part:
                foreach (var name in new[] { "body", "items", "columns", "actions", "facts" })
                {
                    Walk(part[name], lines);
                }

                break;
        }
    }
}

/// <summary>The Bot Connector and Microsoft Graph on this machine: keeps places, members and messages, and fails when asked to.</summary>
internal sealed class FakeTeams : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, List<JsonObject>> _members = new();
    private readonly ConcurrentQueue<TeamsCall> _calls = new();
    private readonly Lock _lock = new();
    private readonly List<ShownActivity> _shown = [];
    private readonly List<ShownActivity> _versions = [];
    private static int _behindProxy;
    private int _next = 1_700_000;

    private FakeTeams(WebApplication app) => _app = app;

    /// <summary>Answers a call in our place; null lets it through. The flag says whether the call has been carried out already.</summary>
    public Func<TeamsCall, bool, IResult?>? Interfere { get; set; }

    /// <summary>Everyone with access to a shared channel, as Graph tells it; without an entry Graph answers 403.</summary>
    public ConcurrentDictionary<string, List<JsonObject>> AllMembers { get; } = new();

    public string Address { get; private set; } = "";

    public string ServiceUrl => $"{Front ?? Address}/amer/";

    /// <summary>The validating proxy in front of this fake, or null.</summary>
    public string? Front { get; private set; }

    public IReadOnlyList<TeamsCall> Calls => [.. _calls];

    public static async Task<FakeTeams> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // Behind the contract proxy the address is agreed, for one at a time; else any port will do.
        var front = Interlocked.CompareExchange(ref _behindProxy, 1, 0) == 0 ? Environment.GetEnvironmentVariable("CONTRACT_BOTFRAMEWORK_URL") : null;
        builder.WebHost.UseUrls(front is null ? "http://127.0.0.1:0" : "http://127.0.0.1:5622");
        var app = builder.Build();
        var fake = new FakeTeams(app) { Front = front };
        app.Map("/{**path}", (Delegate)fake.AnswerAsync);
        await app.StartAsync();
        fake.Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return fake;
    }

    /// <summary>Sets who is in a place.</summary>
    public void SetMembers(string conversation, params IEnumerable<JsonObject> members) => _members[conversation] = [.. members];

    public IReadOnlyList<ShownActivity> Shown(string conversation)
    {
        lock (_lock)
        {
            return [.. _shown.Where(message => message.Conversation == conversation)];
        }
    }

    /// <summary>Every message as it stood at some moment, also what was replaced or taken away since, in the order of writing.</summary>
    public IReadOnlyList<ShownActivity> Versions
    {
        get
        {
            lock (_lock)
            {
                return [.. _versions];
            }
        }
    }

    public IEnumerable<TeamsCall> Sent(string method) => Calls.Where(call => call.Method == method && call.Path.Contains("/activities", StringComparison.Ordinal) && call.Body?["type"]?.GetValue<string>() != "typing");

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (Front is not null || Environment.GetEnvironmentVariable("CONTRACT_BOTFRAMEWORK_URL") is null)
        {
            Volatile.Write(ref _behindProxy, 0);
        }
    }

    private async Task<IResult> AnswerAsync(HttpContext http)
    {
        var segments = http.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToList();
        JsonNode? body = null;
        if (http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0)
        {
            body = await JsonNode.ParseAsync(http.Request.Body);
        }

        var call = new TeamsCall(http.Request.Method, "/" + string.Join('/', segments), body, http.Request.Headers.Authorization.ToString());
        _calls.Enqueue(call);
        if (Interfere?.Invoke(call, false) is { } instead)
        {
            return instead;
        }

        if (segments.FirstOrDefault() == "amer")
        {
            segments.RemoveAt(0);
        }

        var answer = Carry(http, segments, call);
        return Interfere?.Invoke(call, true) ?? answer;
    }

    private IResult Carry(HttpContext http, List<string> path, TeamsCall call) => (call.Method, path) switch
    {
        ("POST", ["v3", "conversations", var id, "activities", ..]) => Post(id, (JsonObject)call.Body!),
        ("PUT", ["v3", "conversations", var id, "activities", var activity]) => Put(id, activity, (JsonObject)call.Body!),
        ("DELETE", ["v3", "conversations", var id, "activities", var activity]) => Delete(id, activity),
        ("GET", ["v3", "conversations", var id, "pagedmembers"]) => Members(id, http.Request.Query["continuationToken"]),
        ("POST", ["v3", "conversations"]) => Json(new JsonObject { ["id"] = $"a:opened-{call.Body!["members"]![0]!["id"]}" }, 201),
        ("GET", ["v3", "teams", var team]) => Json(new JsonObject { ["id"] = team, ["name"] = "Team", ["aadGroupId"] = "group-of-" + team }),
        ("GET", ["v1.0", "teams", _, "channels", var channel, "allMembers"]) => AllMembers.TryGetValue(channel, out var all)
            ? Json(new JsonObject { ["value"] = new JsonArray([.. all.Select(member => member.DeepClone())]) })
            : Json(new JsonObject { ["error"] = new JsonObject { ["code"] = "Forbidden", ["message"] = "no" } }, 403),
        _ => Json(new JsonObject { ["error"] = new JsonObject { ["code"] = "NotFound", ["message"] = "no route" } }, 404),
    };

    private IResult Post(string conversation, JsonObject activity)
    {
        var id = Interlocked.Increment(ref _next).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (activity["type"]!.GetValue<string>() == "typing")
        {
            return Json(new JsonObject { ["id"] = id }, 202);
        }

        lock (_lock)
        {
            _shown.Add(new ShownActivity(id, conversation, activity));
            _versions.Add(_shown[^1]);
        }

        return Json(new JsonObject { ["id"] = id }, 201);
    }

    private IResult Put(string conversation, string id, JsonObject activity)
    {
        lock (_lock)
        {
            var at = _shown.FindIndex(message => message.Id == id && message.Conversation == conversation);
            if (at < 0)
            {
                return Json(new JsonObject { ["error"] = new JsonObject { ["code"] = "ActivityNotFoundInConversation", ["message"] = "not found" } }, 404);
            }

            _shown[at] = new ShownActivity(id, conversation, activity);
            _versions.Add(_shown[at]);
        }

        return Json(new JsonObject { ["id"] = id });
    }

    private IResult Delete(string conversation, string id)
    {
        lock (_lock)
        {
            return _shown.RemoveAll(message => message.Id == id && message.Conversation == conversation) > 0
                ? Results.Ok()
                : Json(new JsonObject { ["error"] = new JsonObject { ["code"] = "ActivityNotFoundInConversation", ["message"] = "not found" } }, 404);
        }
    }

    // Two a page, so that every test pages.
    private IResult Members(string conversation, string? token)
    {
        if (!_members.TryGetValue(conversation, out var members))
        {
            return Json(new JsonObject { ["error"] = new JsonObject { ["code"] = "ConversationNotFound", ["message"] = "not found" } }, 404);
        }

        var from = int.TryParse(token, out var at) ? at : 0;
        var answer = new JsonObject { ["members"] = new JsonArray([.. members.Skip(from).Take(2).Select(member => member.DeepClone())]) };
        if (from + 2 < members.Count)
        {
            answer["continuationToken"] = (from + 2).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return Json(answer);
    }

    public static IResult Json(JsonNode body, int status = 200) => Results.Text(body.ToJsonString(), "application/json", statusCode: status);

    /// <summary>An error as the connector writes it.</summary>
    public static IResult Error(int status, string code) => Json(new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = "refused" } }, status);
}
