using CoSellBot.Prm.Audit;
using Xunit;

namespace CoSellBot.Tests.Prm.Audit;

/// <summary>The hashed text is what it was: a change of it would make every sealed chain look forged.</summary>
public sealed class AuditCanonTests
{
    [Fact]
    public void An_entry_is_the_same_text_for_ever()
    {
        var entry = new AuditEntry
        {
            Seq = 7, At = new DateTimeOffset(2026, 6, 9, 10, 13, 0, TimeSpan.FromHours(2)).AddTicks(1), ActorPersonId = "PER-JÖRG", Channel = "Web", MessageId = "m\"1\\\n\u0001\u007F",
            Action = "registration.submitted", EntityRef = "registration/DR-7K3Q", After = "{\"amount\":\"5 €\",\"name\":\"株式会社 😀 \u2028</b>\"}",
        };

        var text = AuditCanon.Of(entry, "main");

        Assert.Equal(
            """{"v":1,"tenant":"main","seq":7,"at":"2026-06-09T08:13:00.0000001Z","actor":"PER-JÖRG","onBehalfOf":null,"channel":"Web","message":"m\"1\\\n\u0001<7F>","action":"registration.submitted","entity":"registration/DR-7K3Q","before":null,"after":"{\"amount\":\"5 €\",\"name\":\"株式会社 😀 <2028></b>\"}"}"""
                .Replace("<7F>", "\u007F", StringComparison.Ordinal).Replace("<2028>", "\u2028", StringComparison.Ordinal),
            text);
        Assert.Equal("PER-JÖRG", System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("actor").GetString());
    }

    [Fact]
    public void A_hash_is_over_the_one_before_and_the_text()
    {
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", AuditCanon.Hash("", "abc"));
        Assert.Equal(AuditCanon.Hash("", "abc"), AuditCanon.Hash("a", "bc"));
    }

    [Fact]
    public void The_beginning_of_a_chain_is_the_same_text_for_ever()
    {
        var chain = new AuditChain { Epoch = 2, ChainId = "B", StartedAt = new DateTimeOffset(2026, 6, 9, 8, 13, 0, TimeSpan.Zero), FirstNumber = 101, Previous = "ab", LostChain = "A", LostHash = "cd" };

        Assert.Equal("""{"v":1,"tenant":"main","chain":"B","epoch":2,"at":"2026-06-09T08:13:00.0000000Z","first":101,"lostChain":"A","lostHash":"cd"}""", AuditCanon.Of(chain, "main"));
        Assert.Equal(AuditCanon.Hash("ab", AuditCanon.Of(chain, "main")), AuditCanon.Start(chain, "main"));
    }
}
