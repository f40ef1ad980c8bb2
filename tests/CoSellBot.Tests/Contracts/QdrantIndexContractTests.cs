using CoSellBot.Knowledge;
using CoSellBot.Knowledge.Qdrant;
using CoSellBot.Tests.Qdrant;
using Xunit;

namespace CoSellBot.Tests.Contracts;

/// <summary>The library in Qdrant keeps the contract: on a loopback server, or on a real one when <c>QDRANT_TEST_ENDPOINT</c> names it.</summary>
[Trait("Category", "Contract")]
public sealed class QdrantIndexContractTests : KnowledgeIndexContract, IAsyncLifetime
{
    private static readonly string? Real = Environment.GetEnvironmentVariable("QDRANT_TEST_ENDPOINT");
    private readonly List<HttpClient> _clients = [];
    private QdrantServer? _server;
    private int _opened;

    public async Task InitializeAsync() => _server = Real is null ? await QdrantBot.OpenAsync() : null;

    public async Task DisposeAsync()
    {
        foreach (var client in _clients)
        {
            // A real server is left as it was found.
            for (var number = 1; Real is not null && number <= _opened; number++)
            {
                using var gone = await client.DeleteAsync(new Uri($"collections/contract-{number}-1", UriKind.Relative));
            }

            client.Dispose();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    protected override Task<IKnowledgeIndex> OpenAsync()
    {
        var client = new HttpClient { BaseAddress = Real is null ? QdrantBot.Address(_server!) : new Uri(Real) };
        _clients.Add(client);
        return Task.FromResult<IKnowledgeIndex>(new QdrantIndex(client, $"contract-{++_opened}"));
    }
}
