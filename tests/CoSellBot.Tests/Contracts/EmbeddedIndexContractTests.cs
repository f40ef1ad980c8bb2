using CoSellBot.Knowledge;
using CoSellBot.Knowledge.Embedded;

namespace CoSellBot.Tests.Contracts;

/// <summary>The library in memory keeps the contract.</summary>
public sealed class EmbeddedIndexContractTests : KnowledgeIndexContract
{
    protected override Task<IKnowledgeIndex> OpenAsync() => Task.FromResult<IKnowledgeIndex>(new EmbeddedIndex());
}
