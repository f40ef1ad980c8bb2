using System.Reflection;
using CoSellBot.Access;
using CoSellBot.Agents;
using CoSellBot.Agents.Accounts;
using CoSellBot.Agents.Coaching;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Playbooks;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Turns;
using CoSellBot.Knowledge;
using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Registrations;
using Xunit;

namespace CoSellBot.Tests;

/// <summary>The direction of dependencies and the shape of a few types, checked over what was compiled.</summary>
public class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["CoSellBot.Access"] = [],
        ["CoSellBot.Prm"] = ["CoSellBot.Access"],
        ["CoSellBot.Knowledge"] = ["CoSellBot.Access"],
        ["CoSellBot.Agents"] = ["CoSellBot.Access", "CoSellBot.Prm", "CoSellBot.Knowledge"],
        ["CoSellBot.Bot"] = ["CoSellBot.Access", "CoSellBot.Prm", "CoSellBot.Knowledge", "CoSellBot.Agents"],
    };

    [Theory]
    [InlineData("CoSellBot.Access")]
    [InlineData("CoSellBot.Prm")]
    [InlineData("CoSellBot.Knowledge")]
    [InlineData("CoSellBot.Agents")]
    [InlineData("CoSellBot.Bot")]
    public void A_project_uses_only_the_projects_below_it(string project) =>
        Assert.Empty(References(project).Where(name => name.StartsWith("CoSellBot.", StringComparison.Ordinal)).Except(Allowed[project]));

    [Theory]
    [InlineData("CoSellBot.Prm")]
    [InlineData("CoSellBot.Knowledge")]
    [InlineData("CoSellBot.Access")]
    public void The_record_knows_nothing_of_models_and_web_servers(string project) =>
        Assert.DoesNotContain(References(project), name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Extensions.AI", StringComparison.Ordinal));

    [Fact]
    public void The_agents_keep_nothing() =>
        Assert.DoesNotContain(References("CoSellBot.Agents"), name => name.Contains("Sqlite", StringComparison.Ordinal) || name.Contains("AspNetCore", StringComparison.Ordinal));

    [Fact]
    public void There_are_three_seams_and_no_more()
    {
        var interfaces = Allowed.Keys.SelectMany(name => Assembly.Load(name).GetExportedTypes()).Where(type => type.IsInterface).Select(type => type.Name).Order();
        // IWorker is no seam: it is how the host runs its own loops.
        Assert.Equal(["IChannel", "IKnowledgeIndex", "IPrm", "IWorker"], interfaces);
        Assert.NotNull(typeof(IChannel));
        Assert.NotNull(typeof(IPrm));
        Assert.NotNull(typeof(IKnowledgeIndex));
    }

    [Fact]
    public void A_revealed_reply_cannot_be_made_by_hand() =>
        Assert.All(typeof(VisibleReply).GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), constructor => Assert.False(constructor.IsPublic));

    [Fact]
    public void A_reply_holds_nothing_but_phrases()
    {
        // Every text in a reply is a phrase; a string property would be a way around the labels. Press values are ids, never shown.
        foreach (var type in new[] { typeof(AgentReply), typeof(ReplyFact), typeof(ReplyItem), typeof(ReplyButton) })
        {
            Assert.DoesNotContain(type.GetProperties(), property => property.PropertyType == typeof(string) && property.Name != nameof(ReplyButton.Value));
        }

        Assert.Empty(typeof(Phrase).GetConstructors(BindingFlags.Instance | BindingFlags.Public));
    }

    [Fact]
    public void No_tool_takes_a_person_a_place_or_a_recipient()
    {
        string[] forbidden = ["person", "user", "tenant", "channel", "place", "recipient", "conversation", "asker", "audience"];
        foreach (var method in new[] { typeof(DealTools), typeof(AccountTools), typeof(PlaybookTools), typeof(CoachingTools), typeof(ConversationTools) }
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)))
        {
            Assert.DoesNotContain(method.GetParameters(), parameter => forbidden.Any(word => parameter.Name!.Contains(word, StringComparison.OrdinalIgnoreCase)));
        }
    }

    [Fact]
    public void Every_label_key_a_state_needs_exists()
    {
        foreach (var status in Enum.GetNames<RegistrationStatus>())
        {
            Assert.True(Texts.Shipped.Has($"status.{status}"), status);
        }

        foreach (var role in Enum.GetNames<Role>())
        {
            Assert.True(Texts.Shipped.Has($"role.{role}"), role);
        }

        foreach (var stage in Enum.GetNames<OpportunityStage>())
        {
            Assert.True(Texts.Shipped.Has($"stage.{stage}"), stage);
        }

        foreach (var kind in Enum.GetNames<RegistrationKind>())
        {
            Assert.True(Texts.Shipped.Has($"kind.{kind}"), kind);
        }
    }

    private static IEnumerable<string> References(string project) => Assembly.Load(project).GetReferencedAssemblies().Select(name => name.Name!);
}
