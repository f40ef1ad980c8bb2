using System.Net;
using Azure.Core;
using CoSellBot.Bot.Turns;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using AzureIdentityAuthenticationProvider = Microsoft.Graph.Authentication.AzureIdentityAuthenticationProvider;

namespace CoSellBot.Bot.Teams;

/// <summary>Who can open a channel.</summary>
internal enum ChannelMembership
{
    /// <summary>Everyone in the team.</summary>
    Standard,

    /// <summary>Some of the team.</summary>
    Private,

    /// <summary>Also people and teams of other tenants, who are in no list of the team.</summary>
    Shared,
}

/// <summary>
/// Asks Microsoft Graph who is in a channel, which is the only place that counts the people of a shared channel's other teams
/// (https://learn.microsoft.com/graph/api/channel-list-allmembers). A list that is not certainly whole is no list.
/// </summary>
internal sealed partial class TeamsGraph : IDisposable
{
    private const string Scope = "https://graph.microsoft.com/.default";
    private const int MostPages = 40;
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(30);
    private readonly Uri _base;
    private readonly HttpClient _http;
    private readonly GraphServiceClient _graph;
    private readonly ILogger _logger;

    private TeamsGraph(Uri endpoint, TokenCredential? credential, ILogger logger, TimeSpan limit)
    {
        _base = new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1.0");
        _logger = logger;
        // Without the handlers of the SDK: they follow redirects and wait for as long as a Retry-After says.
        _http = PlainHttp.Create(limit, largestAnswer: 8 * 1024 * 1024);
        IAuthenticationProvider authentication = credential is null
            ? new AnonymousAuthenticationProvider()
            : new AzureIdentityAuthenticationProvider(credential, [endpoint.Host], null, false, Scope);
        _graph = new GraphServiceClient(_http, authentication, _base.AbsoluteUri);
    }

    /// <summary>The Graph of the settings; null when they name none. Without a credential it asks without a token.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="credential">Who asks, or null.</param>
    /// <param name="loggers">Where failures are noted.</param>
    /// <param name="requestLimit">How long one request may take; ten seconds unless told.</param>
    public static TeamsGraph? Create(TeamsOptions options, TokenCredential? credential, ILoggerFactory loggers, TimeSpan? requestLimit = null) =>
        options.GraphEndpoint is { } endpoint ? new TeamsGraph(endpoint, credential, loggers.CreateLogger<TeamsGraph>(), requestLimit ?? RequestLimit) : null;

    /// <summary>Everyone in a channel, from this tenant and from others; null when the list could not be read to its end.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<IReadOnlyList<ChannelUser>?> ReadAllMembersAsync(string teamGroupId, string channelId, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyList<ChannelUser>>("members", teamGroupId, channelId, async limit =>
        {
            var request = _graph.Teams[teamGroupId].Channels[channelId].AllMembers;
            var members = new List<ChannelUser>();
            for (var pages = 1; ; pages++)
            {
                var page = await request.GetAsync(cancellationToken: limit);
                if (page?.Value is not { } found)
                {
                    throw new UnusableAnswerException("no list");
                }

                members.AddRange(found.Select(ToUser));
                if (string.IsNullOrEmpty(page.OdataNextLink))
                {
                    // There is always an owner: nobody at all means that Graph does not show them to us.
                    return members.Count > 0 ? members.Distinct().ToList() : throw new UnusableAnswerException("nobody");
                }

                if (pages == MostPages)
                {
                    throw new UnusableAnswerException("too many pages");
                }

                request = IsOurs(page.OdataNextLink) ? request.WithUrl(page.OdataNextLink) : throw new UnusableAnswerException("next page elsewhere");
            }
        }, cancellationToken);

    /// <summary>What kind of channel it is; null when that could not be read or is a kind not known here.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ChannelMembership?> ReadMembershipAsync(string teamGroupId, string channelId, CancellationToken cancellationToken)
    {
        var channel = await AskAsync("kind", teamGroupId, channelId, limit => _graph.Teams[teamGroupId].Channels[channelId].GetAsync(
            request =>
            {
                request.QueryParameters.Select = ["id", "membershipType"];
                // Graph calls shared channels unknown to whoever does not ask for newer values: https://learn.microsoft.com/graph/api/resources/channel
                request.Headers.Add("Prefer", "include-unknown-enum-members");
            },
            limit), cancellationToken);
        return channel?.MembershipType switch
        {
            ChannelMembershipType.Standard => ChannelMembership.Standard,
            ChannelMembershipType.Private => ChannelMembership.Private,
            ChannelMembershipType.Shared => ChannelMembership.Shared,
            _ => null,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _graph.Dispose();
        _http.Dispose();
    }

    private async Task<T?> AskAsync<T>(string what, string teamGroupId, string channelId, Func<CancellationToken, Task<T?>> ask, CancellationToken cancellationToken)
        where T : class
    {
        if (string.IsNullOrWhiteSpace(teamGroupId) || string.IsNullOrWhiteSpace(channelId))
        {
            return null;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ReadLimit);
        try
        {
            return await ask(limit.Token);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Without the exception: its text may quote the answer.
            LogUnreadable(what, failure is ApiException { ResponseStatusCode: var status and > 0 } ? (HttpStatusCode)status : null,
                failure is UnusableAnswerException ? failure.Message : failure.GetType().Name);
            return null;
        }
    }

    // Somebody Graph does not place in a tenant stays in the list as a stranger: left out, the place would look smaller than it is.
    private static ChannelUser ToUser(ConversationMember member)
    {
        var guest = member.Roles?.Contains("guest", StringComparer.OrdinalIgnoreCase) == true;
        return member is AadUserConversationMember { UserId: { } user, TenantId: { } tenant } && !string.IsNullOrWhiteSpace(user) && !string.IsNullOrWhiteSpace(tenant)
            ? new ChannelUser(Lower(user), Lower(user), Lower(tenant), guest)
            : Stranger(Lower((member as AadUserConversationMember)?.UserId ?? string.Empty) is { Length: > 0 } known ? known : $"?{member.Id}", guest);
    }

    private static ChannelUser Stranger(string id, bool guest) => new(id, id, null, guest);

    private static string Lower(string id) => id.Trim().ToLowerInvariant();

    private bool IsOurs(string link) => Uri.TryCreate(link, UriKind.Absolute, out var next) && next.UserInfo.Length == 0
        && Uri.Compare(next, _base, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0
        && next.AbsolutePath.StartsWith($"{_base.AbsolutePath}/", StringComparison.Ordinal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {What} of a channel could not be read from Microsoft Graph ({Status}, {Failure}).")]
    private partial void LogUnreadable(string what, HttpStatusCode? status, string failure);

    private sealed class UnusableAnswerException(string message) : Exception(message);
}
