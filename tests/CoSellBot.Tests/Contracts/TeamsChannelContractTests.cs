using System.Text.Json.Nodes;
using CoSellBot.Bot.Teams;
using CoSellBot.Tests.Bot.Teams;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Contracts;

/// <summary>Teams keeps the contract.</summary>
[Trait("Category", "Contract")]
public sealed class TeamsChannelContractTests : ChannelContract
{
    private TeamsBot? _teams;

    protected override async Task<Fixture> OpenAsync()
    {
        _teams = await TeamsBot.StartAsync(Hosting.ByHand);
        foreach (var who in new[] { "lena", "jonas" })
        {
            _teams.Seat(TeamsBot.Direct(who), who);
            var seen = _teams.Activity(who, "conversationUpdate");
            seen["membersRemoved"] = new JsonArray();
            using var _ = await _teams.PostAsync(seen);
        }

        using var __ = await _teams.PostAsync(_teams.Activity("lena", "conversationUpdate", TeamsBot.Group));
        _teams.Seat(TeamsBot.Group, "lena", "anja", "jonas");
        return new Fixture(
            _teams.Bot.App.Services.GetRequiredService<TeamsChannel>(), "PER-LENA", "aad-lena", "PER-JONAS", TeamsChannel.Conversation(TeamsBot.Group),
            ["aad-lena", "aad-anja", "aad-jonas"], TeamsChannel.Conversation("19:nowhere@thread.v2"),
            place => Task.FromResult<IReadOnlyList<string>>([.. _teams.Teams.Shown(place.PlaceId).Select(message => message.Text)]));
    }

    protected override async Task CloseAsync() => await _teams!.DisposeAsync();
}
