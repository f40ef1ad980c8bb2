using System.Net;
using CoSellBot.Bot.Slack;
using CoSellBot.Prm.Partners;
using CoSellBot.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>A workspace of a firm of the programme installs the app; nobody else does, and what goes wrong stores nothing.</summary>
public sealed class SlackInstallTests : IAsyncLifetime
{
    private FakeSlackOAuth _slack = null!;
    private readonly Departure _departure = new();
    private CoSellBotFactory _bot = null!;

    public async Task InitializeAsync()
    {
        _slack = await FakeSlackOAuth.StartAsync();
        _bot = await CoSellBotFactory.StartAsync(services => services.AddSingleton<IStartupFilter>(_departure), null,
            "--Slack:SigningSecret=s", $"--Slack:ClientId={FakeSlackOAuth.ClientId}", $"--Slack:ClientSecret={FakeSlackOAuth.ClientSecret}", $"--Slack:ApiBaseUrl={new Uri(_slack.Address, "/api/")}");
        await using var context = await _bot.Prm();
        _slack.TeamId = (await context.Set<OrganizationRow>().FirstAsync(firm => firm.SlackTeamId != null)).SlackTeamId!;
    }

    public async Task DisposeAsync()
    {
        await _bot.DisposeAsync();
        await _slack.DisposeAsync();
    }

    [Fact]
    public async Task The_person_is_sent_to_Slack_with_the_scopes_and_a_state_of_their_own()
    {
        var (address, cookie, set) = await BeginAsync();
        var query = QueryHelpers.ParseQuery(address.Query);
        Assert.Equal(new Uri(_slack.Address, "/oauth/v2/authorize").AbsoluteUri, address.GetLeftPart(UriPartial.Path));
        Assert.Equal(FakeSlackOAuth.ClientId, query["client_id"]);
        Assert.Equal("app_mentions:read,channels:history,groups:history,im:history,mpim:history,channels:read,groups:read,im:read,mpim:read,im:write,chat:write,commands,users:read", query["scope"]);
        Assert.Equal(new Uri(_bot.Http.BaseAddress!, "/slack/oauth/callback").AbsoluteUri, query["redirect_uri"]);
        Assert.DoesNotContain(cookie.Split('=')[1], address.Query, StringComparison.Ordinal);
        Assert.Contains("httponly", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("max-age=600", set, StringComparison.OrdinalIgnoreCase);
        Assert.All(SlackScopes.All, scope => Assert.NotEmpty(scope.Without));
    }

    [Fact]
    public async Task A_workspace_of_the_programme_is_installed_and_can_be_spoken_in()
    {
        var (address, cookie, _) = await BeginAsync();
        var (status, page) = await EndAsync(address, cookie, "code=c1");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("CoSellBot is installed in your workspace.", page, StringComparison.Ordinal);

        var exchange = Assert.Single(_slack.CallsOf("oauth.v2.access")).Form;
        Assert.Equal(("c1", QueryHelpers.ParseQuery(address.Query)["redirect_uri"].ToString()), (exchange["code"], exchange["redirect_uri"]));
        var tokens = _bot.App.Services.GetRequiredService<SlackTokens>();
        Assert.Equal("xoxe.xoxb-1", await tokens.TokenAsync(_slack.TeamId, default));
        var stored = await tokens.FindAsync(_slack.TeamId, default);
        Assert.Equal(("U0BOT", "B0BOT", "A1"), (stored!.BotUserId, stored.BotId, stored.AppId));
    }

    [Fact]
    public async Task L03_installing_again_starts_clean()
    {
        var (address, cookie, _) = await BeginAsync();
        await EndAsync(address, cookie, "code=c1");
        var tokens = _bot.App.Services.GetRequiredService<SlackTokens>();
        await tokens.EndAsync(_slack.TeamId, "app_uninstalled", _bot.Clock.GetUtcNow(), default);

        (address, cookie, _) = await BeginAsync();
        await EndAsync(address, cookie, "code=c2");
        Assert.Equal("xoxe.xoxb-2", await tokens.TokenAsync(_slack.TeamId, default));
        Assert.Null((await tokens.FindAsync(_slack.TeamId, default))!.ClosedBecause);
    }

    [Fact]
    public async Task A_workspace_of_no_firm_of_the_programme_is_given_back()
    {
        _slack.TeamId = "T0STRANGER";
        var (address, cookie, _) = await BeginAsync();
        var (status, page) = await EndAsync(address, cookie, "code=c1");
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("belongs to no firm of the partner programme", page, StringComparison.Ordinal);
        Assert.Equal("Bearer xoxe.xoxb-1", Assert.Single(_slack.CallsOf("auth.revoke")).Authorization);
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task Whoever_closes_the_page_meanwhile_has_installed_the_app_all_the_same()
    {
        var (address, cookie, _) = await BeginAsync();
        _departure.IsOver = true;
        await EndAsync(address, cookie, "code=c1");
        Assert.Equal("xoxe.xoxb-1", await _bot.App.Services.GetRequiredService<SlackTokens>().TokenAsync(_slack.TeamId, default));
    }

    [Fact]
    public async Task What_cannot_be_stored_is_given_back()
    {
        await using (var context = await _bot.Bot())
        {
            await context.Database.ExecuteSqlRawAsync(TestDatabase.Refusing("INSERT", "slack_installation"));
        }

        var (address, cookie, _) = await BeginAsync();
        var (status, page) = await EndAsync(address, cookie, "code=c1");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("Nothing was stored. Please start again in a moment.", page, StringComparison.Ordinal);
        Assert.Equal("Bearer xoxe.xoxb-1", Assert.Single(_slack.CallsOf("auth.revoke")).Authorization);
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task L03_a_firm_that_has_left_the_programme_cannot_install()
    {
        await using (var context = await _bot.Prm())
        {
            var firm = await context.Set<OrganizationRow>().FirstAsync(f => f.SlackTeamId != null && context.Set<Partner>().Any(p => p.OrganizationId == f.Id));
            _slack.TeamId = firm.SlackTeamId!;
            (await context.Set<Partner>().SingleAsync(partner => partner.OrganizationId == firm.Id)).Status = PartnerStatus.Offboarded;
            await context.SaveChangesAsync();
        }

        var (address, cookie, _) = await BeginAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await EndAsync(address, cookie, "code=c1")).Status);
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task An_end_that_was_not_begun_in_this_browser_or_was_ended_before_or_is_late_stores_nothing()
    {
        var (address, cookie, _) = await BeginAsync();
        var (_, other, _) = await BeginAsync();
        await AssertStaleAsync(address, null, "code=c1");
        await AssertStaleAsync(address, other, "code=c1");
        await AssertStaleAsync(address, "cosellbot-slack-install=x", "code=c1");
        await AssertStaleAsync(new Uri("http://x/?state=forged"), cookie, "code=c1");
        await AssertStaleAsync(new Uri("http://x/"), cookie, "code=c1");
        Assert.Empty(_slack.Calls);
        await AssertNothingStoredAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await EndAsync(address, cookie, "error=access_denied")).Status);
        await AssertStaleAsync(address, cookie, "code=c1");

        (address, cookie, _) = await BeginAsync();
        _bot.Clock.Advance(TimeSpan.FromMinutes(11));
        await AssertStaleAsync(address, cookie, "code=c1");
        Assert.Empty(_slack.Calls);
    }

    [Theory]
    [InlineData("error=access_denied", null, HttpStatusCode.BadRequest, "declined in Slack")]
    [InlineData("error=%3Cscript%3E", null, HttpStatusCode.BadGateway, "Slack refused the installation")]
    [InlineData("", null, HttpStatusCode.BadRequest, "did not accept the installation")]
    [InlineData("code=c1", "invalid_code", HttpStatusCode.BadRequest, "did not accept the installation")]
    [InlineData("code=c1", "code_already_used", HttpStatusCode.BadRequest, "did not accept the installation")]
    [InlineData("code=c1", "bad_client_secret", HttpStatusCode.BadGateway, "Slack refused the installation")]
    [InlineData("code=c1", "internal_error", HttpStatusCode.ServiceUnavailable, "Slack could not be reached")]
    public async Task What_went_wrong_is_said_plainly_and_stores_nothing(string query, string? code, HttpStatusCode status, string words)
    {
        _slack.Answer = call => code is null ? null! : SlackAnswer.Error(code);
        var (address, cookie, _) = await BeginAsync();
        var answer = await EndAsync(address, cookie, query);
        Assert.Equal(status, answer.Status);
        Assert.Contains(words, answer.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", answer.Page, StringComparison.OrdinalIgnoreCase);
        await AssertNothingStoredAsync();
    }

    private async Task AssertStaleAsync(Uri address, string? cookie, string query)
    {
        var (status, page) = await EndAsync(address, cookie, query);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("was not started in this browser", page, StringComparison.Ordinal);
    }

    private async Task AssertNothingStoredAsync()
    {
        await using var context = await _bot.Bot();
        Assert.Empty(await context.Set<SlackInstallation>().ToListAsync());
    }

    private async Task<(Uri Address, string Cookie, string SetCookie)> BeginAsync()
    {
        using var http = Browser();
        using var response = await http.GetAsync(new Uri("/slack/install", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        var set = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        return (response.Headers.Location!, set.Split(';')[0], set);
    }

    private async Task<(HttpStatusCode Status, string Page)> EndAsync(Uri address, string? cookie, string query)
    {
        using var http = Browser();
        var state = QueryHelpers.ParseQuery(address.Query).GetValueOrDefault("state").ToString();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/slack/oauth/callback?{query}&state={Uri.EscapeDataString(state)}");
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        using var response = await http.SendAsync(request);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = _bot.Http.BaseAddress };

    /// <summary>Lets every request be one whose browser has gone.</summary>
    private sealed class Departure : IStartupFilter
    {
        public bool IsOver { get; set; }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, rest) =>
            {
                http.RequestAborted = IsOver ? new CancellationToken(true) : http.RequestAborted;
                return rest(http);
            });
            next(app);
        };
    }
}
