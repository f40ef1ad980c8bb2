using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>A year of a programme whose people answer, decide, forget and are away at random, hour by hour.</summary>
public class ClockYearTests
{
    private const int Step = 6;
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public async Task Every_mark_of_a_year_is_passed_once_and_in_its_hour()
    {
        await using var world = await ClaimWorld.OpenAsync();
        await world.QuietAsync();
        // Nothing of the partner's own ends within the year, and no rate is asked for.
        await world.ArrangeAsync(context =>
        {
            var never = new DateOnly(2030, 1, 1);
            context.Set<Partner>().ToList().ForEach(partner => partner.AgreementTo = never);
            context.Set<ComplianceItem>().ToList().ForEach(item => item.ValidTo = never);
            context.Set<Certification>().ToList().ForEach(certificate => certificate.ExpiresOn = never);
            return Task.CompletedTask;
        });
        var random = new Random(20260609);
        var open = new List<string>();
        var end = world.Now.AddDays(365);
        for (var n = 0; world.Now < end; n++)
        {
            world.Pass(TimeSpan.FromHours(Step));
            await world.Clocks.PassDueAsync(500, default);
            await world.Reviews.TellDueAsync(500, default);
            await world.Reviews.LapseDueAsync(500, default);
            await world.Ledger.ExpireDueAsync(500, default);
            await world.Watch.FollowAsync(500, default);
            if (n % 15 == 0)
            {
                if (n % 45 == 0)
                {
                    // Somebody else was there before.
                    await world.SubmitAsync($"Quellwind {n} GmbH", $"quellwind{n}.example", 20_000, "ORG-NIMBUS", currency: "USD");
                }

                open.Add((await world.SubmitAsync($"Quellwind {n} GmbH", $"quellwind{n}.example", 40_000, currency: "USD")).Registration.Id);
            }

            if (open.Count > 0 && random.Next(3) == 0)
            {
                await ActAsync(world, random, await world.ReadAsync(open[random.Next(open.Count)]));
            }
        }

        var clocks = (await world.RowsAsync<SlaClock>()).Where(clock => open.Contains(clock.RecordId)).ToList();
        var passed = (await world.RowsAsync<ChangeRow>()).Where(row => row.Kind.StartsWith("clock.", StringComparison.Ordinal)).ToLookup(row => row.EntityId);
        var pauses = (await world.RowsAsync<ClockPause>()).ToLookup(pause => pause.ClockId);
        Assert.True(clocks.Count > 80, $"only {clocks.Count} clocks");
        Assert.True(clocks.Count(clock => clock.Kind is ClockKind.DisputeAnswer or ClockKind.DisputeRuling) > 30);
        Assert.True(pauses.Count > 5, $"only {pauses.Count} pauses");
        var decisions = (await world.RowsAsync<Decision>()).ToLookup(decision => decision.RegistrationId);
        foreach (var clock in clocks)
        {
            // Time ends with the decision, not with its telling.
            var decided = decisions[clock.RecordId].FirstOrDefault(decision => decision.ToldAt is { } told && told == clock.StoppedAt)?.DecidedAt;
            var expected = Marks(clock, [.. pauses[clock.Id]], decided ?? clock.StoppedAt ?? end);
            Assert.Equal(expected.Select(mark => ClockLedger.KindOf(mark.Mark)), passed[clock.Id].OrderBy(row => row.Seq).Select(row => row.Kind));
            Assert.All(expected.Zip(passed[clock.Id].OrderBy(row => row.Seq)), pair => Assert.InRange(pair.Second.At - pair.First.At, TimeSpan.Zero, TimeSpan.FromHours(Step)));
        }
    }

    private static async Task ActAsync(ClaimWorld world, Random random, DealRegistration claim)
    {
        switch (claim.Status)
        {
            case RegistrationStatus.InReview when (await world.RowsAsync<Decision>()).TrueForAll(decision => decision.RegistrationId != claim.Id || !decision.IsHeld):
                var by = (await world.Queue().ApproversOfAsync(claim.Id, default))[0].PersonId;
                await ((await world.RowsAsync<Dispute>()).Find(dispute => dispute.RegistrationId == claim.Id && dispute.IsOpen) is { } open ? random.Next(4) switch
                {
                    0 => world.Disputes.RuleAsync(open.Id, claim.Version, (Ruling)random.Next(3), (await world.ReadAsync(open.OtherRegistrationId!)).Status, ClaimWorld.By(by), world.Key(), default),
                    1 when open.TakenBy is null => world.Disputes.TakeAsync(open.Id, claim.Version, ClaimWorld.By(ClaimWorld.Anja), world.Key(), default),
                    _ => world.AskAsync(claim, by),
                }
                : random.Next(4) switch
                {
                    0 => world.ApproveAsync(claim, by),
                    1 => world.RejectAsync(claim, by),
                    _ => world.AskAsync(claim, by),
                });
                break;
            case RegistrationStatus.NeedsInfo:
                await world.AnswerAsync(claim);
                break;
            case RegistrationStatus.Expired when claim.ProtectedUntil > world.Now.AddDays(-14):
                await world.RenewAsync(claim);
                break;
        }
    }

    // The slow way: minute by minute over the times it ran, all of them in Berlin.
    private static List<(ClockMark Mark, DateTimeOffset At)> Marks(SlaClock clock, List<ClockPause> pauses, DateTimeOffset end)
    {
        var marks = new List<(ClockMark, DateTimeOffset)>();
        (ClockMark Mark, long Seconds)[] wanted =
        [
            (ClockMark.Half, clock.TargetSeconds / 2), (ClockMark.Most, clock.TargetSeconds * 4 / 5), (ClockMark.Due, clock.TargetSeconds),
            .. clock.Kind == ClockKind.Answer ? Array.Empty<(ClockMark, long)>() : [(ClockMark.Overdue, clock.TargetSeconds + (9 * 3600))],
        ];
        var worked = 0L;
        var next = 0;
        for (var at = clock.StartedAt; next < wanted.Length && at < end; at = at.AddMinutes(1))
        {
            worked += IsWorked(at) && !pauses.Exists(pause => at >= pause.From && (pause.Until is null || at < pause.Until)) ? 60 : 0;
            if (worked >= wanted[next].Seconds)
            {
                marks.Add((wanted[next].Mark, at.AddMinutes(1)));
                next++;
            }
        }

        return [.. marks.Where(mark => mark.Item2 <= end)];
    }

    private static bool IsWorked(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, Berlin);
        return local.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && local.Hour is >= 9 and < 18
            && (local.Month, local.Day) is not ((1, 1) or (5, 1) or (10, 3) or (12, 25) or (12, 26));
    }
}
