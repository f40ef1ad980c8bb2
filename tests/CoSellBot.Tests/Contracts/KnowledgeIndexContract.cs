using CoSellBot.Access;
using CoSellBot.Knowledge;
using Xunit;

namespace CoSellBot.Tests.Contracts;

/// <summary>What every implementation of the library promises.</summary>
public abstract class KnowledgeIndexContract
{
    private static readonly DateOnly Today = new(2026, 6, 9);
    private static readonly ProgrammeFirms Programme = new("ORG-HALVOR", [new("ORG-NIMBUS", "Gold", ["reseller"], "DACH"), new("ORG-ORION", "Silver", ["msp"], "UKI")]);
    private static readonly Member Nimbus = new("PER-JONAS", "ORG-NIMBUS", Role.PartnerSeller);
    private static readonly Member Orion = new("PER-PRIYA", "ORG-ORION", Role.PartnerSeller);
    private static readonly Member Vendor = new("PER-LENA", "ORG-HALVOR", Role.Rep);

    [Fact]
    public async Task A_document_is_found_by_those_its_label_names_and_by_nobody_else()
    {
        foreach (var (audience, expected) in new (string, string)[]
        {
            ("public", "stranger nimbus orion vendor"), ("partners", "nimbus orion vendor"), ("ORG-NIMBUS", "nimbus vendor"), ("vendor", "vendor"),
        })
        {
            var index = await IndexAsync(Document(audience: audience));
            var found = new List<string>();
            foreach (var (name, member) in new[] { ("stranger", Member.Stranger), ("nimbus", Nimbus), ("orion", Orion), ("vendor", Vendor) })
            {
                if (await SentenceAsync(index, "where are the servers", Alone(member)) is not null)
                {
                    found.Add(name);
                }
            }

            Assert.Equal(expected, string.Join(' ', found));
        }
    }

    [Fact]
    public async Task In_a_room_only_what_all_of_them_may_read_is_found()
    {
        var index = await IndexAsync(Document(audience: "ORG-NIMBUS"));
        Assert.NotNull(await SentenceAsync(index, "where are the servers", Filter(Nimbus, Vendor)));
        Assert.Null(await SentenceAsync(index, "where are the servers", Filter(Nimbus, Vendor, Orion)));
        Assert.Null(await SentenceAsync(index, "where are the servers", new AccessFilter("main", Audience.Unreadable.Ceiling, Programme)));
    }

    [Fact]
    public async Task What_may_not_be_read_does_not_change_what_is_found()
    {
        var readable = Document();
        var hidden = Enumerable.Range(0, 40).Select(i => Document(id: $"hidden-{i}", audience: "vendor", text: "The servers are in the servers of the servers.")).ToArray();
        var alone = await IndexAsync(readable);
        var among = await IndexAsync([readable, .. hidden]);
        foreach (var question in new[] { "where are the servers", "servers and unicorns", "unicorns", "who answers about servers in Frankfurt" })
        {
            Assert.Equal(await SentenceAsync(alone, question, Alone(Nimbus)), await SentenceAsync(among, question, Alone(Nimbus)));
        }
    }

    [Theory]
    [InlineData("2026-06-09", "2026-06-09", true)]
    [InlineData("2026-06-10", "2026-12-31", false)]
    [InlineData("2026-01-01", "2026-06-08", false)]
    public async Task Only_what_is_valid_on_the_day_exists(string from, string until, bool expected)
    {
        var index = await IndexAsync(Document() with { ValidFrom = DateOnly.Parse(from, null), ValidUntil = DateOnly.Parse(until, null) });
        Assert.Equal(expected, await SentenceAsync(index, "where are the servers", Alone(Nimbus)) is not null);
        Assert.Equal(expected, await new KnowledgeLibrary(index).FindSectionAsync(new SectionKey("security", "data"), Scope(), Alone(Nimbus), CancellationToken.None) is not null);
    }

    [Fact]
    public async Task What_was_withdrawn_or_has_no_readable_label_does_not_exist_even_for_the_vendor()
    {
        Assert.Null(await SentenceAsync(await IndexAsync(Document() with { IsWithdrawn = true }), "where are the servers", Alone(Vendor)));
        Assert.Null(await SentenceAsync(await IndexAsync(Document() with { Audience = null }), "where are the servers", Alone(Vendor)));
    }

    [Fact]
    public async Task Another_tenants_documents_do_not_exist()
    {
        var index = await IndexAsync(Document(audience: "public"));
        await index.ApplyAsync("other", new KnowledgeChange([Document(text: "Escrow is kept by a notary.") with { TenantId = "other", Source = "000.md" }], []), CancellationToken.None);
        Assert.NotNull(await SentenceAsync(index, "where are the servers", Alone(Nimbus)));
        Assert.Null(await SentenceAsync(index, "where are the servers", new AccessFilter("other", Ceiling.Of(Nimbus), Programme)));
        await Assert.ThrowsAsync<ArgumentException>(() => index.ApplyAsync("other", new KnowledgeChange([Document()], []), CancellationToken.None));
    }

    [Fact]
    public async Task A_document_of_certain_countries_answers_for_those_only()
    {
        var index = await IndexAsync(Document() with { Countries = ["DE", "AT"] });
        Assert.NotNull(await SentenceAsync(index, "where are the servers", Alone(Nimbus), country: "AT"));
        Assert.Null(await SentenceAsync(index, "where are the servers", Alone(Nimbus), country: "CH"));
        Assert.Null(await SentenceAsync(index, "where are the servers", Alone(Nimbus), country: null));
    }

    [Fact]
    public async Task The_reader_gets_their_own_language_and_another_only_where_it_is_the_only_one()
    {
        var german = Document() with { Language = "de", Title = "Sicherheit", Sections = [Section("data", "Serverstandort", "Die Server stehen in Frankfurt.")] };
        var index = await IndexAsync(Document(), german, Document(id: "other", text: "Escrow is kept by a notary."));

        var hit = Assert.Single(await new KnowledgeLibrary(index).SearchAsync(new KnowledgeQuery("where are the servers", Scope("de")), Alone(Nimbus), CancellationToken.None));
        Assert.Equal("Die Server stehen in Frankfurt.", hit.Sentence);
        Assert.Equal("Sicherheit", hit.Document.Title);
        Assert.Equal("Escrow is kept by a notary.", await SentenceAsync(index, "escrow", Alone(Nimbus), "de"));
    }

    [Fact]
    public async Task Of_several_versions_only_the_newest_valid_one_is_quoted_in_whatever_language_it_is()
    {
        var old = Document() with { Language = "de", Version = 3, Sections = [Section("data", "Serverstandort", "Die Server stehen in Bonn.")] };
        var next = Document(text: "The servers are on the moon.") with { Version = 5, ValidFrom = new(2027, 1, 1), ValidUntil = new(2027, 12, 31) };
        var index = await IndexAsync(old, Document() with { Version = 4 }, next);

        Assert.Equal("The servers are in Frankfurt.", await SentenceAsync(index, "Wo stehen die Server?", Alone(Nimbus), "de"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("what do i say to a customer who asks")]
    [InlineData("what is the weather in Frankfurt tomorrow morning")]
    [InlineData("who won the football game")]
    public async Task A_question_about_something_else_has_no_answer(string question) =>
        Assert.Null(await SentenceAsync(await IndexAsync(Document()), question, Alone(Nimbus)));

    [Fact]
    public async Task A_file_that_changes_or_goes_leaves_nothing_of_what_was_there()
    {
        var index = await IndexAsync(Document());
        await index.ApplyAsync("main", new KnowledgeChange([Document(id: "other", text: "Escrow is kept by a notary.") with { Source = "000.md", Hash = "2" }], []), CancellationToken.None);
        Assert.Null(await SentenceAsync(index, "where are the servers", Alone(Nimbus)));
        Assert.NotNull(await SentenceAsync(index, "escrow", Alone(Nimbus)));
    }

    [Theory]
    [InlineData("tiers", "Gold", "nimbus vendor")]
    [InlineData("tiers", "silver", "orion vendor")]
    [InlineData("types", "reseller", "nimbus vendor")]
    [InlineData("regions", "UKI", "orion vendor")]
    [InlineData("regions", "IBERIA", "vendor")]
    [InlineData("roles", "partner_seller", "nimbus orion vendor")]
    [InlineData("roles", "partner_admin", "vendor")]
    [InlineData("roles", "channel_manager", "nimbus orion")]
    public async Task A_label_is_narrowed_by_tier_type_region_and_role(string by, string value, string expected)
    {
        string[] list = [value];
        var audience = DocumentAudience.Parse(["partners"])!.Narrow(by == "tiers" ? list : null, by == "types" ? list : null, by == "regions" ? list : null, by == "roles" ? list : null, isConfidential: false);
        var index = await IndexAsync(Document() with { Audience = audience });
        var found = new List<string>();
        foreach (var (name, member) in new[] { ("stranger", Member.Stranger), ("nimbus", Nimbus), ("orion", Orion), ("vendor", Vendor) })
        {
            if (await SentenceAsync(index, "where are the servers", Alone(member)) is not null)
            {
                found.Add(name);
            }
        }

        Assert.Equal(expected, string.Join(' ', found));
    }

    [Fact]
    public async Task What_is_confidential_is_for_one_reader_at_a_time()
    {
        var index = await IndexAsync(Document() with { Audience = DocumentAudience.Parse(["partners"])!.Narrow(null, null, null, null, isConfidential: true) });
        Assert.NotNull(await SentenceAsync(index, "where are the servers", Alone(Nimbus)));
        Assert.Null(await SentenceAsync(index, "where are the servers", Filter(Nimbus, Vendor)));
        Assert.Null(await SentenceAsync(index, "where are the servers", Filter(Nimbus, Nimbus with { PersonId = "PER-FELIX" })));
    }

    [Fact]
    public async Task Rights_that_are_narrowed_hold_at_once_and_for_every_passage()
    {
        var index = await IndexAsync(Long(40) with { Source = "000.md", Hash = "1" });
        await index.ApplyAsync("main", new KnowledgeChange([Long(3) with { Source = "000.md", Hash = "2", Audience = DocumentAudience.Parse(["vendor"]) }], []), CancellationToken.None);
        Assert.Empty(await index.SearchAsync(new IndexQuery("servers number", Scope(), 100), Alone(Nimbus), CancellationToken.None));
        Assert.Equal(3, (await index.ReadAsync(["security"], Scope(), Alone(Vendor), CancellationToken.None)).Count);
        var head = Assert.Single(await index.ListAsync("main", CancellationToken.None));
        Assert.Equal(("000.md", "2"), (head.Source, head.Hash));

        await index.ApplyAsync("main", new KnowledgeChange([], ["000.md"], IsComplete: true), CancellationToken.None);
        Assert.Empty(await index.ListAsync("main", CancellationToken.None));
        Assert.Empty(await index.ReadAsync(["security"], Scope(), Alone(Vendor), CancellationToken.None));
    }

    [Fact]
    public async Task The_heads_of_all_versions_are_known_to_who_may_read_them()
    {
        var index = await IndexAsync(Document() with { Version = 3, IsWithdrawn = true }, Document() with { Version = 4 }, Document(id: "other"));
        Assert.Equal([3, 4], (await index.HeadsAsync(["security"], Alone(Nimbus), CancellationToken.None)).Select(head => head.Version).Order());
        Assert.Empty(await index.HeadsAsync(["security"], Alone(Member.Stranger), CancellationToken.None));
    }

    [Fact]
    public async Task A_cancelled_call_ends_as_cancelled()
    {
        var index = await IndexAsync(Document());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new KnowledgeLibrary(index).SearchAsync(new KnowledgeQuery("servers", Scope()), Alone(Nimbus), new CancellationToken(canceled: true)));
    }

    /// <summary>Opens an empty library.</summary>
    protected abstract Task<IKnowledgeIndex> OpenAsync();

    private async Task<IKnowledgeIndex> IndexAsync(params KnowledgeDocument[] documents)
    {
        var index = await OpenAsync();
        await index.ApplyAsync("main", new KnowledgeChange([.. documents.Select((document, at) => document with { Source = $"{at:D3}.md", Hash = "1" })], []), CancellationToken.None);
        return index;
    }

    private static async Task<string?> SentenceAsync(IKnowledgeIndex index, string question, AccessFilter filter, string language = "en", string? country = "DE") =>
        (await new KnowledgeLibrary(index).SearchAsync(new KnowledgeQuery(question, Scope(language, country)), filter, CancellationToken.None)) is [var best, ..] ? best.Sentence : null;

    private static KnowledgeScope Scope(string language = "en", string? country = "DE") => new(language, Today, country);

    private static AccessFilter Alone(Member member) => new("main", Ceiling.Of(member), Programme);

    private static AccessFilter Filter(params Member[] members) => new("main", new Audience([.. members], IsComplete: true).Ceiling, Programme);

    private static KnowledgeDocument Document(string id = "security", string audience = "partners", string text = "The servers are in Frankfurt.") => new()
    {
        TenantId = "main",
        Id = id,
        Title = "Security",
        Version = 1,
        Language = "en",
        ValidFrom = new(2026, 1, 1),
        ValidUntil = new(2026, 12, 31),
        Audience = DocumentAudience.Parse([audience]),
        Sections = [Section("data", "Where things are", text)],
    };

    private static KnowledgeDocument Long(int sections) =>
        Document() with { Sections = [.. Enumerable.Range(0, sections).Select(number => Section($"s{number}", $"Part {number}", $"The servers have the number {number}."))] };

    private static KnowledgeSection Section(string id, string heading, string text) => new(id, heading, null, 1, [[text]], []);
}
