using CoSellBot.Access;
using Xunit;

namespace CoSellBot.Tests.Access;

/// <summary>The label algebra, checked over thousands of seeded random labels and audiences.</summary>
public class ReadersTests
{
    private static readonly string[] Firms = ["halvor", "nimbus", "orion", "bright|path", "odd&firm*"];
    private static readonly string[] People = ["lena", "jonas", "priya", "felix/1", "person:anja"];

    [Fact]
    public void Adding_a_member_never_reveals_more() => ForAll((random, readers) =>
    {
        var audience = AnyAudience(random);
        var larger = audience with { Members = audience.Members.Add(AnyMember(random)) };
        Assert.True(!larger.Ceiling.Allows(readers) || audience.Ceiling.Allows(readers));
        Assert.Equal(larger.Ceiling.Allows(readers), audience.Ceiling.With(larger.Members[^1]).Allows(readers));
    });

    [Fact]
    public void What_a_place_may_hear_each_member_may_read() => ForAll((random, readers) =>
    {
        var audience = AnyAudience(random);
        Assert.True(!audience.Ceiling.Allows(readers) || audience.Members.All(readers.Admits));
    });

    [Fact]
    public void Joining_two_facts_is_read_by_those_who_may_read_both() => ForAll((random, readers) =>
    {
        var other = AnyReaders(random);
        var member = AnyMember(random);
        Assert.Equal(readers.Admits(member) && other.Admits(member), readers.Meet(other).Admits(member));
        Assert.Equal(readers.Meet(other), other.Meet(readers));
        Assert.Equal(readers, readers.Meet(readers));
        Assert.Equal(readers, readers.Meet(Readers.Public));
        Assert.Equal(Readers.Nobody, readers.Meet(Readers.Nobody));
    });

    [Fact]
    public void A_stored_label_reads_back_the_same() => ForAll((random, readers) =>
    {
        var back = Readers.Parse(readers.ToString());
        Assert.Equal(readers, back);
        var member = AnyMember(random);
        Assert.Equal(readers.Admits(member), back.Admits(member));
    });

    [Theory]
    [InlineData("")]
    [InlineData("org:")]
    [InlineData("everyone")]
    [InlineData("person:a|")]
    [InlineData("role:x/NoSuchRole")]
    public void An_unreadable_label_is_refused_and_never_taken_for_public(string text) =>
        Assert.Throws<FormatException>(() => Readers.Parse(text));

    [Fact]
    public void An_unreadable_roster_hears_public_facts_only()
    {
        var incomplete = new Audience([new Member("lena", "halvor", Role.Rep)], IsComplete: false);
        Assert.False(incomplete.Ceiling.Allows(Readers.People("lena")));
        Assert.True(incomplete.Ceiling.Allows(Readers.Public));
        Assert.False(Audience.Unreadable.Ceiling.Allows(Readers.Organizations("halvor")));
        Assert.False(new Audience([], IsComplete: true).Ceiling.Allows(Readers.Organizations("halvor")));
    }

    [Fact]
    public void A_stranger_and_a_guest_may_read_public_facts_only()
    {
        var guest = new Principal("main", "lena", "Lena", new Organization("halvor", OrganizationKind.Vendor, "Halvor"), Role.Rep, IsGuest: true).AsMember();
        Assert.False(Readers.Organizations("halvor").Admits(guest));
        Assert.False(Readers.Organizations("halvor").Admits(Member.Stranger));
        Assert.True(Readers.Public.Admits(Member.Stranger));
    }

    [Fact]
    public void A_member_of_a_known_firm_without_a_role_counts_as_its_lowest()
    {
        var member = new Principal("main", null, "", new Organization("nimbus", OrganizationKind.Partner, "Nimbus"), null).AsMember();
        Assert.Equal(Role.PartnerSeller, member.Role);
    }

    [Fact]
    public void A_grant_that_names_nothing_admits_nobody() =>
        Assert.False(Readers.AnyOf(new Grant(null, null, null)).Admits(new Member(null, null, null)));

    [Fact]
    public void A_labelled_value_is_out_of_reach_without_the_ceiling()
    {
        var fact = new Labelled<string>("secret", Readers.Organizations("nimbus"));
        Assert.False(fact.TryReveal(Ceiling.Of(new Member("priya", "orion", Role.PartnerSeller)), out var hidden));
        Assert.Null(hidden);
        Assert.True(fact.TryReveal(Ceiling.Of(new Member("jonas", "nimbus", Role.PartnerSeller)), out var seen));
        Assert.Equal("secret", seen);
        Assert.Equal(Readers.Nobody, fact.With(new Labelled<int>(1, Readers.Nobody), (text, _) => text).Readers);
    }

    private static void ForAll(Action<Random, Readers> check)
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            check(random, AnyReaders(random));
        }
    }

    private static Readers AnyReaders(Random random) => random.Next(8) switch
    {
        0 => Readers.Public,
        1 => Readers.Nobody,
        _ => Enumerable.Range(0, random.Next(1, 4)).Select(_ => Readers.AnyOf(Enumerable.Range(0, random.Next(0, 4)).Select(_ => AnyGrant(random))))
            .Aggregate((a, b) => a.Meet(b)),
    };

    private static Grant AnyGrant(Random random) => random.Next(3) switch
    {
        0 => Grant.ToPerson(Any(random, People)),
        1 => Grant.ToOrganization(Any(random, Firms)),
        _ => Grant.ToRole(Any(random, Firms), (Role)random.Next(7)),
    };

    private static Member AnyMember(Random random) => random.Next(6) == 0
        ? Member.Stranger
        : new Member(random.Next(4) == 0 ? null : Any(random, People), Any(random, Firms), (Role)random.Next(7));

    private static Audience AnyAudience(Random random) =>
        new([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => AnyMember(random))], IsComplete: random.Next(5) > 0);

    private static string Any(Random random, string[] values) => values[random.Next(values.Length)];
}
