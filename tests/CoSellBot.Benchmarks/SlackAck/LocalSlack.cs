using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoSellBot.Benchmarks.SlackAck;

/// <summary>As much of Slack's Web API as the bot's workers call, in a process of its own; remembers nothing.</summary>
internal static class LocalSlack
{
    private static int _messages;

    /// <summary>Tells its address on the first line, and ends when its input does.</summary>
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Map("/api/{method}", AnswerAsync);
        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, string method)
    {
        var fields = http.Request.HasFormContentType
            ? (await http.Request.ReadFormAsync()).ToDictionary(field => field.Key, field => field.Value.ToString())
            : http.Request.ContentLength > 0 && await JsonNode.ParseAsync(http.Request.Body) is JsonObject body
                ? body.ToDictionary(field => field.Key, field => field.Value?.ToString() ?? "")
                : [];
        var answer = Answer(method, fields);
        answer["ok"] = !answer.ContainsKey("error");
        return Results.Text(answer.ToJsonString(), "application/json");
    }

    private static JsonObject Answer(string method, Dictionary<string, string> fields) => method switch
    {
        "auth.test" => new JsonObject { ["team_id"] = SlackTown.Team, ["user_id"] = SlackTown.BotUser, ["bot_id"] = SlackTown.BotId },
        "chat.postMessage" or "chat.update" => new JsonObject { ["channel"] = fields["channel"], ["ts"] = fields.GetValueOrDefault("ts") ?? $"1.{Interlocked.Increment(ref _messages):000000}" },
        "conversations.info" => new JsonObject { ["channel"] = Channel(fields["channel"]) },
        "conversations.members" => new JsonObject { ["members"] = new JsonArray([.. Members(fields["channel"]).Select(one => (JsonNode)one.User), SlackTown.BotUser]) },
        "conversations.open" => new JsonObject { ["channel"] = new JsonObject { ["id"] = $"D{fields["users"][1..]}" } },
        "users.info" => User(fields["user"]),
        _ => new JsonObject { ["error"] = "unknown_method" },
    };

    private static JsonObject User(string id) => SlackTown.People.FirstOrDefault(one => one.User == id) is { } person
        ? new JsonObject
        {
            ["user"] = new JsonObject
            {
                ["id"] = id, ["team_id"] = person.Team, ["name"] = id, ["is_bot"] = false, ["is_restricted"] = false, ["is_ultra_restricted"] = false, ["profile"] = new JsonObject(),
            },
        }
        : new JsonObject { ["error"] = "user_not_found" };

    private static JsonObject Channel(string id)
    {
        if (SlackTown.People.FirstOrDefault(one => one.Direct == id) is { } person)
        {
            return new JsonObject { ["id"] = id, ["is_im"] = true, ["user"] = person.User };
        }

        var outside = Members(id).Select(one => one.Team).Where(team => team != SlackTown.Team).Distinct().ToList();
        return new JsonObject
        {
            ["id"] = id,
            ["is_channel"] = true,
            ["is_im"] = false,
            ["is_mpim"] = false,
            ["is_private"] = true,
            ["is_member"] = true,
            ["is_ext_shared"] = outside.Count > 0,
            ["is_shared"] = outside.Count > 0,
            ["is_pending_ext_shared"] = false,
            ["context_team_id"] = SlackTown.Team,
            ["shared_team_ids"] = new JsonArray([.. outside.Prepend(SlackTown.Team).Select(team => (JsonNode)team)]),
            ["connected_team_ids"] = new JsonArray([.. outside.Select(team => (JsonNode)team)]),
            ["internal_team_ids"] = new JsonArray(),
        };
    }

    private static List<SlackPerson> Members(string room) => [.. Enumerable.Range(0, SlackTown.Rooms).Where(number => SlackTown.Room(number) == room).SelectMany(SlackTown.Members)];
}
