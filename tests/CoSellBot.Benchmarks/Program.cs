using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using CoSellBot.Benchmarks.Knowledge;
using CoSellBot.Benchmarks.Registrations;
using CoSellBot.Benchmarks.SlackAck;

switch (args)
{
    case ["slack-ack", .. var settings]:
        return await SlackAckRun.RunAsync(settings);

    case ["registrations", .. var sizes]:
        return await RegistrationRun.RunAsync(sizes);

    case ["clocks", .. var sizes]:
        return await ClockYearRun.RunAsync(sizes);

    case ["library", .. var sizes]:
        return await LibraryRun.RunAsync(sizes);

    // The other two processes of the same measurement.
    case ["slack-ack-send", var order, var reportFile]:
        return await SlackSender.RunAsync(order, reportFile);

    case ["slack-ack-api"]:
        return await LocalSlack.RunAsync();
}

// In this process: the generated project of the default toolchain does not know the repository's central package versions.
var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(CoSellBot.Benchmarks.TurnBenchmarks).Assembly).Run(args, config);
return 0;
