using Azure.Core;
using CoSellBot.Bot.Teams;
using CoSellBot.Bot.Turns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>Who is in a channel is read to the end or not at all.</summary>
public sealed class TeamsGraphTests : IAsyncLifetime
{
    private const string Team = "7d9b1f60-1111-4222-8333-944455556666";
    private const string Channel = "19:abc@thread.tacv2";
    private const string Path = $"/v1.0/teams/{Team}/channels/{Channel}/allMembers";
    private const string KindPath = $"/v1.0/teams/{Team}/channels/{Channel}?$select=id,membershipType";
    private readonly List<IDisposable> _subjects = [];
    private FakeGraph _fake = null!;

    public async Task InitializeAsync() => _fake = await FakeGraph.StartAsync();

    public async Task DisposeAsync()
    {
        _subjects.ForEach(subject => subject.Dispose());
        await _fake.DisposeAsync();
    }

    [Fact]
    public async Task All_pages_make_the_list_with_guests_and_people_of_other_tenants()
    {
        _fake.Page(Path, $"{_fake.Address}v1.0/teams/{Team}/channels/{Uri.EscapeDataString(Channel)}/allMembers?$skiptoken=two",
            FakeGraph.Member("AAAA-1", "HOST-Tenant", "owner"), FakeGraph.Member("bbbb-2", "host-tenant"));
        _fake.Page($"{Path}?$skiptoken=two", null,
            FakeGraph.Member("cccc-3", "partner-tenant"), FakeGraph.Member("dddd-4", "host-tenant", "Guest"), FakeGraph.Member("bbbb-2", "host-tenant"));

        Assert.Equal(
            [
                new ChannelUser("aaaa-1", "aaaa-1", "host-tenant"),
                new ChannelUser("bbbb-2", "bbbb-2", "host-tenant"),
                new ChannelUser("cccc-3", "cccc-3", "partner-tenant"),
                new ChannelUser("dddd-4", "dddd-4", "host-tenant", IsGuest: true),
            ],
            await MembersAsync());
        Assert.Equal([Path, $"{Path}?$skiptoken=two"], _fake.Requests.Select(request => request.Path));
        Assert.All(_fake.Requests, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task A_member_that_Graph_does_not_place_stays_in_the_list_as_a_stranger()
    {
        _fake.Page(Path, null,
            FakeGraph.Member("aaaa-1", "host-tenant"),
            FakeGraph.Member("bbbb-2", null),
            FakeGraph.Member("cccc-3", " "),
            FakeGraph.Member(null, "host-tenant"),
            FakeGraph.Member("", "host-tenant"),
            new Dictionary<string, object> { ["@odata.type"] = "#microsoft.graph.anonymousGuestConversationMember", ["id"] = "anonymous", ["anonymousGuestId"] = "x", ["roles"] = new List<string> { "guest" } },
            new { id = "bare" },
            null!);

        var members = (await MembersAsync())!;

        Assert.Equal("host-tenant", members[0].FirmId);
        Assert.All(members.Skip(1), member => Assert.Null(member.FirmId));
        Assert.Equal(["aaaa-1", "bbbb-2", "cccc-3", "?MCMjMSMj", "?anonymous", "?bare", "?"], members.Select(member => member.UserId));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task An_error_is_no_list_whichever_page_it_is_on(int status)
    {
        // A wait of a day is not waited for.
        var error = new GraphAnswer(status, "{\"error\":{\"code\":\"No\",\"message\":\"not for you\"}}", Headers: new() { ["Retry-After"] = "86400" });
        _fake.Answers[Path] = error;
        Assert.Null(await MembersAsync());
        Assert.Single(_fake.Requests);

        _fake.Page(Path, $"{_fake.Address}v1.0/next", FakeGraph.Member("aaaa-1", "host-tenant"));
        _fake.Answers["/v1.0/next"] = error;
        Assert.Null(await MembersAsync());
        Assert.Equal(3, _fake.Requests.Count);
    }

    [Theory]
    [InlineData(200, "", "application/json")]
    [InlineData(200, "{", "application/json")]
    [InlineData(200, "{}", "application/json")]
    [InlineData(200, "null", "application/json")]
    [InlineData(200, "[]", "application/json")]
    [InlineData(200, "{\"value\":null}", "application/json")]
    [InlineData(200, "{\"value\":[]}", "application/json")]
    [InlineData(200, "{\"value\":{}}", "application/json")]
    [InlineData(200, "{\"value\":\"all\"}", "application/json")]
    [InlineData(200, "{\"value\":[{\"@odata.type\":\"#microsoft.graph.aadUserConversationMember\",\"userId\":\"a\"", "application/json")]
    [InlineData(200, "<html>sign in</html>", "text/html")]
    [InlineData(204, "", "application/json")]
    [InlineData(304, "", "application/json")]
    public async Task A_body_that_makes_no_sense_is_no_list(int status, string body, string type)
    {
        _fake.Answers[Path] = new GraphAnswer(status, body, type);
        Assert.Null(await MembersAsync());
    }

    [Fact]
    public async Task The_next_page_is_not_fetched_from_elsewhere()
    {
        await using var other = await FakeGraph.StartAsync();
        foreach (var link in new[]
        {
            $"{other.Address}v1.0/next", $"http://localhost:{_fake.Address.Port}/v1.0/next", $"http://user@127.0.0.1:{_fake.Address.Port}/v1.0/next", $"https://127.0.0.1:{_fake.Address.Port}/v1.0/next",
            $"{_fake.Address}beta/next", $"{_fake.Address}v1.0/../beta/next", "/v1.0/next", "//127.0.0.1/v1.0/next", "next", "https://graph.microsoft.com/v1.0/next", " ", "\u0000",
        })
        {
            _fake.Requests.Clear();
            _fake.Page(Path, link, FakeGraph.Member("aaaa-1", "host-tenant"));
            Assert.Null(await MembersAsync());
            Assert.Single(_fake.Requests);
        }

        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_redirect_is_no_list_and_is_not_followed()
    {
        await using var other = await FakeGraph.StartAsync();
        foreach (var status in new[] { 301, 302, 303, 307, 308 })
        {
            _fake.Answers[Path] = new GraphAnswer(status, "", Headers: new() { ["Location"] = $"{other.Address}v1.0/next" });
            Assert.Null(await MembersAsync(new Token()));
        }

        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Pages_without_end_are_no_list()
    {
        _fake.Page(Path, $"{_fake.Address}v1.0/teams/{Team}/channels/{Uri.EscapeDataString(Channel)}/allMembers", FakeGraph.Member("aaaa-1", "host-tenant"));

        Assert.Null(await MembersAsync());
        Assert.Equal(40, _fake.Requests.Count);
    }

    [Fact]
    public async Task A_body_that_does_not_end_is_no_list()
    {
        var gate = new TaskCompletionSource();
        _fake.Answers[Path] = new GraphAnswer(200, "{\"value\":[", HoldBeforeEnd: gate.Task);

        Assert.Null(await Subject(limit: TimeSpan.FromMilliseconds(500)).ReadAllMembersAsync(Team, Channel, default).WaitAsync(TimeSpan.FromSeconds(30)));
        gate.SetResult();
    }

    [Fact]
    public async Task A_body_too_large_is_no_list()
    {
        _fake.Page(Path, null, FakeGraph.Member(new string('a', 9 * 1024 * 1024), "host-tenant"));
        Assert.Null(await MembersAsync());
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_so()
    {
        var gate = new TaskCompletionSource();
        _fake.Answers[Path] = new GraphAnswer(200, "{\"value\":[", HoldBeforeEnd: gate.Task);
        using var gaveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Subject().ReadAllMembersAsync(Team, Channel, gaveUp.Token));
        gate.SetResult();
    }

    [Theory]
    [InlineData("", Channel)]
    [InlineData(Team, " ")]
    public async Task Without_ids_nothing_is_asked(string team, string channel)
    {
        Assert.Null(await Subject().ReadAllMembersAsync(team, channel, default));
        Assert.Null(await Subject().ReadMembershipAsync(team, channel, default));
        Assert.Empty(_fake.Requests);
    }

    [Fact]
    public async Task An_id_stays_one_part_of_the_path()
    {
        await Subject().ReadAllMembersAsync("../../users", "19:x/../..?$expand=y#z", default);
        Assert.All(_fake.Requests, request => Assert.StartsWith("/v1.0/teams/", request.Path, StringComparison.Ordinal));
        Assert.All(_fake.Requests, request => Assert.EndsWith("/allMembers", request.Path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("standard", ChannelMembership.Standard)]
    [InlineData("private", ChannelMembership.Private)]
    [InlineData("shared", ChannelMembership.Shared)]
    public async Task The_kind_of_a_channel_is_read(string wire, object kind)
    {
        _fake.Channel(Team, Channel, wire);

        Assert.Equal((ChannelMembership)kind, await Subject().ReadMembershipAsync(Team, Channel, default));
        Assert.Equal("include-unknown-enum-members", Assert.Single(_fake.Requests).Headers["Prefer"]);
    }

    [Theory]
    [InlineData(200, "{\"id\":\"c\",\"membershipType\":\"unknownFutureValue\"}")]
    [InlineData(200, "{\"id\":\"c\",\"membershipType\":\"public\"}")]
    [InlineData(200, "{\"id\":\"c\",\"membershipType\":null}")]
    [InlineData(200, "{\"id\":\"c\",\"membershipType\":7}")]
    [InlineData(200, "{}")]
    [InlineData(200, "{")]
    [InlineData(403, "{\"error\":{\"code\":\"Forbidden\"}}")]
    [InlineData(500, "")]
    public async Task A_kind_that_cannot_be_told_is_none(int status, string body)
    {
        _fake.Answers[KindPath] = new GraphAnswer(status, body);
        Assert.Null(await Subject().ReadMembershipAsync(Team, Channel, default));
    }

    [Fact]
    public async Task With_a_credential_every_page_is_asked_for_with_its_token_and_without_it_none_is()
    {
        _fake.Page(Path, $"{_fake.Address}v1.0/next", FakeGraph.Member("aaaa-1", "host-tenant"));
        _fake.Page("/v1.0/next", null, FakeGraph.Member("bbbb-2", "host-tenant"));
        var credential = new Token();

        Assert.Equal(2, (await MembersAsync(credential))!.Count);
        Assert.Equal(["Bearer of-the-bot", "Bearer of-the-bot"], _fake.Requests.Select(request => request.Headers["Authorization"]));
        Assert.All(credential.Scopes, scope => Assert.Equal("https://graph.microsoft.com/.default", scope));

        _fake.Requests.Clear();
        Assert.NotNull(await MembersAsync());
        Assert.DoesNotContain(_fake.Requests, request => request.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Without_a_token_there_is_no_list()
    {
        await using var identity = await FakeBotFramework.StartAsync();
        identity.AnswerToken = _ => TokenAnswer.Failed(401, "invalid_client", "");
        using var credential = TeamsCredential.Create(identity.Options());
        _fake.Members(Team, Channel, FakeGraph.Member("aaaa-1", "host-tenant"));

        Assert.Null(await MembersAsync(credential));
        Assert.Empty(_fake.Requests);
    }

    [Fact]
    public void Without_an_endpoint_there_is_no_Graph() => Assert.Null(TeamsGraph.Create(Options() with { GraphEndpoint = null }, null, NullLoggerFactory.Instance));

    [Fact]
    public async Task A_failure_is_noted_without_what_was_answered()
    {
        using var log = new Lines();
        _fake.Answers[Path] = new GraphAnswer(403, "{\"error\":{\"code\":\"Forbidden\",\"message\":\"Ann of Contoso\"}}");
        await Subject(log: log).ReadAllMembersAsync(Team, Channel, default);
        _fake.Page(Path, "https://evil.example/v1.0/next", FakeGraph.Member("aaaa-1", "host-tenant"));
        await Subject(log: log).ReadAllMembersAsync(Team, Channel, default);

        Assert.Equal(
            ["The members of a channel could not be read from Microsoft Graph (Forbidden, ODataError).", "The members of a channel could not be read from Microsoft Graph ((null), next page elsewhere)."],
            log.Said);
    }

    private Task<IReadOnlyList<ChannelUser>?> MembersAsync(TokenCredential? credential = null) => Subject(credential).ReadAllMembersAsync(Team, Channel, default);

    private TeamsGraph Subject(TokenCredential? credential = null, TimeSpan? limit = null, ILoggerFactory? log = null)
    {
        var subject = TeamsGraph.Create(Options(), credential, log ?? NullLoggerFactory.Instance, limit)!;
        _subjects.Add(subject);
        return subject;
    }

    private TeamsOptions Options() => new() { OpenIdMetadata = TeamsOptions.PublicOpenIdMetadata, GraphEndpoint = _fake.Address, AllowAnonymous = true, ServiceHosts = new HashSet<string>() };

    private sealed class Token : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return new AccessToken("of-the-bot", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }

    private sealed class Lines : ILoggerFactory, ILogger
    {
        public List<string> Said { get; } = [];

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Add(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
