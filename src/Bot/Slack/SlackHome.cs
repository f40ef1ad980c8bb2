using CoSellBot.Access;
using CoSellBot.Agents;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Users;

namespace CoSellBot.Bot.Slack;

/// <summary>The home tab: what one person has in hand, for that person's eyes alone. Drawn anew each time it is opened.</summary>
internal sealed class SlackHome(SlackApi api, SlackRosters rosters, UserResolver users, DealHome deals, SlackErrands errands)
{
    /// <summary>Draws a person's tab.</summary>
    public void Refresh(string installationId, string userId) => errands.Add("drawing a home tab", token => PublishAsync(installationId, userId, token));

    private async Task PublishAsync(string installationId, string userId, CancellationToken cancellationToken)
    {
        var account = await rosters.ReadUserAsync(installationId, userId, cancellationToken);
        var user = account is null ? users.Unknown : (await users.ResolveAllAsync(SlackChannel.ChannelName, [account], cancellationToken))[0];
        var member = user.Principal.AsMember();
        var place = new TurnPlace($"{SlackChannel.ChannelName}/{installationId}/home:{userId}", IsPrivate: true, new Audience([member], IsComplete: true),
            user.Principal is { IsPartner: true, Organization: { } firm } ? [firm.Id] : []);
        var reading = user.Reader.ToContext();
        var turn = new AgentTurn("", user.Principal, user.Country, place, new AgentSession(), "home", reading);
        var parts = new List<SlackMessage>();
        foreach (var reply in await deals.ReadAsync(turn, cancellationToken))
        {
            if (reply.Reveal(place.Audience.Ceiling, Texts.Shipped, reading) is { } visible)
            {
                parts.Add(SlackBlocks.Render(visible, $"home{parts.Count}"));
            }
        }

        await api.PublishHomeAsync(installationId, userId, SlackViews.Home(parts), cancellationToken);
    }
}
