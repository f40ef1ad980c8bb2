using CoSellBot.Access;
using CoSellBot.Agents;
using CoSellBot.Agents.Replies;
using Microsoft.Extensions.DependencyInjection;

namespace CoSellBot.Tests.Infrastructure;

/// <summary>A turn by hand, for what a host of its own would do with the tools.</summary>
internal static class TestTurn
{
    /// <summary>Jonas of Nimbus in a private place.</summary>
    public static AgentTurn Of(string words) => Of(words, new Principal("main", "PER-JONAS", "Jonas Brandt", new Organization("ORG-NIMBUS", OrganizationKind.Partner, "Nimbus"), Role.PartnerSeller));

    /// <summary>Somebody in a private place.</summary>
    public static AgentTurn Of(string words, Principal asker) => new(
        words, asker, "DE", new TurnPlace("test", IsPrivate: true, new Audience([asker.AsMember()], IsComplete: true), asker.IsPartner ? [asker.Organization!.Id] : []), AgentSession.Empty, "m1",
        ReadingContext.From("en-GB", "Europe/Berlin"));

    /// <summary>The tools for a model that is not ours.</summary>
    public static Task<ToolSet> ToolsAsync(CoSellBotFactory bot, string words) => bot.App.Services.GetRequiredService<ToolCatalog>().OpenAsync(Of(words), CancellationToken.None);
}
