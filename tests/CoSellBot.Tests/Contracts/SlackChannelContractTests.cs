using CoSellBot.Bot.Slack;
using CoSellBot.Tests.Bot.Slack;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Contracts;

/// <summary>Slack keeps the contract.</summary>
[Trait("Category", "Contract")]
public sealed class SlackChannelContractTests : ChannelContract
{
    private SlackBot? _slack;

    protected override async Task<Fixture> OpenAsync()
    {
        _slack = await SlackBot.StartAsync(Hosting.ByHand);
        _slack.Seat(SlackBot.Nimbus, "lena", "anja", "jonas");
        return new Fixture(
            _slack.Bot.App.Services.GetRequiredService<SlackChannel>(), "PER-LENA", "U0LENA", "PER-JONAS", SlackThread.Conversation("T0HALVOR", SlackBot.Nimbus, null),
            ["U0LENA", "U0ANJA", "U0JONAS", "anyone:T0NIMBUS"], SlackThread.Conversation("T0HALVOR", "C0NOWHERE", null),
            place => Task.FromResult<IReadOnlyList<string>>([.. _slack.Slack.Shown(place.PlaceId).Select(message => message.Text)]));
    }

    protected override async Task CloseAsync() => await _slack!.DisposeAsync();
}
