using CoSellBot.Prm.Storage;
using Xunit;

namespace CoSellBot.Tests.Storage;

/// <summary>One writer at a time, nobody forgotten.</summary>
public sealed class SingleWriterTests
{
    [Fact]
    public async Task Writers_of_all_kinds_that_come_give_up_and_come_again_are_served_one_at_a_time_and_none_is_forgotten()
    {
        var writer = new SingleWriter();
        var (inside, served, givenUp) = (0, 0, 0);
        async Task<bool> WriteAsync(CancellationToken token)
        {
            Assert.Equal(1, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            Interlocked.Increment(ref served);
            return true;
        }

        var own = new Thread(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                writer.RunHere(() => WriteAsync(CancellationToken.None).GetAwaiter().GetResult());
            }
        });
        own.Start();
        await Task.WhenAll(Enumerable.Range(0, 1_800).Select(i => Task.Run(async () =>
        {
            using var patience = new CancellationTokenSource();
            var write = writer.RunAsync(WriteAsync, comesFirst: i % 3 == 0, patience.Token);
            if (i % 7 == 0)
            {
                await patience.CancelAsync();
            }

            try
            {
                await write;
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref givenUp);
            }
        })));
        own.Join();

        Assert.Equal(2_000, served + givenUp);
        Assert.Equal(0, inside);
    }

    [Fact]
    public async Task Who_comes_first_passes_those_who_wait()
    {
        var writer = new SingleWriter();
        var gate = new TaskCompletionSource();
        var order = new List<string>();
        Task<bool> WriteAsync(string who, bool comesFirst) => writer.RunAsync(
            _ =>
            {
                lock (order)
                {
                    order.Add(who);
                }

                return Task.FromResult(true);
            },
            comesFirst,
            CancellationToken.None);

        var holding = writer.RunAsync(async _ => { await gate.Task; return true; }, CancellationToken.None);
        Task<bool>[] waiting = [WriteAsync("late", false), WriteAsync("later", false), WriteAsync("first", true)];
        gate.SetResult();
        await Task.WhenAll([holding, .. waiting]);

        Assert.Equal(["first", "late", "later"], order);
    }
}
