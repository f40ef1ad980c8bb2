using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Web;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoSellBot.Tests.Contracts;

/// <summary>The web chat keeps the contract.</summary>
public sealed class WebChannelContractTests : ChannelContract
{
    private CoSellBotFactory? _bot;

    protected override async Task<Fixture> OpenAsync()
    {
        _bot = await CoSellBotFactory.StartAsync(Hosting.ByHand);
        return new Fixture(
            _bot.App.Services.GetRequiredService<WebChannel>(), "PER-LENA", "PER-LENA", "PER-JONAS", WebChannel.Conversation("PLC-NIMBUS"), ["PER-LENA", "PER-ANJA", "PER-JONAS"],
            WebChannel.Conversation("PLC-NOWHERE"),
            async place =>
            {
                await using var context = await _bot.Bot();
                return await context.Set<WebMessage>().Where(message => message.PlaceId == place.PlaceId && message.FromPersonId == null)
                    .OrderBy(message => message.FirstSeq).Select(message => message.Text).ToListAsync();
            });
    }

    protected override async Task CloseAsync() => await _bot!.DisposeAsync();
}
