using System.Reflection;
using CoSellBot.Bot.Turns;
using CoSellBot.Knowledge;
using CoSellBot.Prm;
using Xunit;

namespace CoSellBot.Tests.Contracts;

/// <summary>Every implementation of a seam inherits the seam's contract; a new one without it fails here.</summary>
public class ContractCoverageTests
{
    private static readonly string[] Product = ["CoSellBot.Access", "CoSellBot.Prm", "CoSellBot.Knowledge", "CoSellBot.Agents", "CoSellBot.Bot"];

    [Theory]
    [InlineData(typeof(IPrm), typeof(PrmContract))]
    [InlineData(typeof(IKnowledgeIndex), typeof(KnowledgeIndexContract))]
    [InlineData(typeof(IChannel), typeof(ChannelContract))]
    public void Every_implementation_of_a_seam_has_a_test_class_that_inherits_its_contract(Type seam, Type contract)
    {
        var implementations = Product.SelectMany(name => Assembly.Load(name).GetTypes())
            .Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(seam)).Select(type => $"{type.Name}ContractTests").ToList();
        var tests = typeof(ContractCoverageTests).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(contract)).Select(type => type.Name).ToList();

        Assert.NotEmpty(implementations);
        Assert.Empty(implementations.Except(tests));
    }
}
