using CoSellBot.Prm;
using CoSellBot.Prm.Embedded;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Contracts;

/// <summary>The default plugin keeps the contract.</summary>
public sealed class EmbeddedPrmContractTests(EmbeddedPrmContractTests.World world) : PrmContract, IClassFixture<EmbeddedPrmContractTests.World>
{
    protected override Task<IPrm> OpenAsync() => Task.FromResult<IPrm>(Assert.IsType<EmbeddedPrm>(world.Bot.App.Services.GetRequiredService<IPrm>()));

    protected override Task CloseAsync() => Task.CompletedTask;

    /// <summary>One bot for all: the contract only reads.</summary>
    public sealed class World : IAsyncLifetime
    {
        public CoSellBotFactory Bot { get; private set; } = null!;

        public async Task InitializeAsync() => Bot = await CoSellBotFactory.StartAsync(Hosting.ByHand);

        public async Task DisposeAsync() => await Bot.DisposeAsync();
    }
}
