using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>Microsoft Graph on a port of this machine: answers what a test puts at a path, 404 elsewhere, and notes every request.</summary>
public sealed class FakeGraph : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeGraph(WebApplication app) => _app = app;

    /// <summary>The endpoint without version, as the settings have it.</summary>
    public Uri Address => new(_app.Urls.First());

    public ConcurrentQueue<GraphRequest> Requests { get; } = [];

    /// <summary>By decoded path and query, such as <c>/v1.0/teams/t/channels/c/allMembers</c>.</summary>
    public ConcurrentDictionary<string, GraphAnswer> Answers { get; } = [];

    public static async Task<FakeGraph> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var fake = new FakeGraph(app);
        app.Run(fake.AnswerAsync);
        await app.StartAsync();
        return fake;
    }

    /// <summary>Puts a page of members at a path; the link to the next page is as given.</summary>
    public void Page(string path, string? nextLink, params object[] members) => Answers[path] = new GraphAnswer(200, Body(nextLink, members));

    /// <summary>The members of a channel, all on one page.</summary>
    public void Members(string teamGroupId, string channelId, params object[] members) => Page($"/v1.0/teams/{teamGroupId}/channels/{channelId}/allMembers", null, members);

    /// <summary>What kind of channel it is.</summary>
    public void Channel(string teamGroupId, string channelId, string membershipType) =>
        Answers[$"/v1.0/teams/{teamGroupId}/channels/{channelId}?$select=id,membershipType"] = new GraphAnswer(200, JsonSerializer.Serialize(new { id = channelId, membershipType }));

    /// <summary>A member as Graph writes one.</summary>
    public static object Member(string? userId, string? tenantId, params string[] roles)
    {
        var member = new Dictionary<string, object?>
        {
            ["@odata.type"] = "#microsoft.graph.aadUserConversationMember",
            ["id"] = $"MCMjMSMj{userId}",
            ["roles"] = roles,
            ["displayName"] = $"Name of {userId}",
            ["userId"] = userId,
            ["email"] = null,
            ["tenantId"] = tenantId,
        };
        return member;
    }

    public static string Body(string? nextLink, params object[] members)
    {
        var page = new Dictionary<string, object> { ["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata#teams", ["@odata.count"] = members.Length, ["value"] = members };
        if (nextLink is not null)
        {
            page["@odata.nextLink"] = nextLink;
        }

        return JsonSerializer.Serialize(page);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value + Uri.UnescapeDataString(http.Request.QueryString.Value ?? string.Empty);
        Requests.Enqueue(new GraphRequest(http.Request.Method, path, http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        var answer = Answers.GetValueOrDefault(path) ?? new GraphAnswer(404, "{\"error\":{\"code\":\"NotFound\",\"message\":\"No such thing.\"}}");
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers ?? [])
        {
            http.Response.Headers[name] = value;
        }

        await http.Response.WriteAsync(answer.Body);
        if (answer.HoldBeforeEnd is { } hold)
        {
            await http.Response.Body.FlushAsync();
            await hold;
        }
    }
}

/// <summary>What was asked; the path is decoded and has the query.</summary>
public sealed record GraphRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers);

/// <summary>What is answered; the end of the body can be held back.</summary>
public sealed record GraphAnswer(int Status, string Body, string ContentType = "application/json", Dictionary<string, string>? Headers = null, Task? HoldBeforeEnd = null);
