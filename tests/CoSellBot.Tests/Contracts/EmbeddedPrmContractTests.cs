using CoSellBot.Prm;
using CoSellBot.Prm.Embedded;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Contracts;

/// <summary>The default plugin keeps the contract.</summary>
public sealed class EmbeddedPrmContractTests : PrmContract
{
    private CoSellBotFactory? _bot;

    protected override async Task<IPrm> OpenAsync()
    {
        _bot = await CoSellBotFactory.StartAsync();
        return Assert.IsType<EmbeddedPrm>(_bot.App.Services.GetRequiredService<IPrm>());
    }

    protected override async Task CloseAsync() => await _bot!.DisposeAsync();
}
