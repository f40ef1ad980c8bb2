using CoSellBot.Evals;
using CoSellBot.Evals.Components;
using CoSellBot.Evals.Retrieval;
using CoSellBot.Evals.Scenarios;
using CoSellBot.Evals.Scenarios.Channels;
using CoSellBot.Evals.Twins;
using CoSellBot.Evals.Utterances;

return args switch
{
    ["all", .. var rest] => await AllAsync(rest),
    ["components", .. var names] => ComponentsVerb.Run(names, Console.Out),
    ["utterances", .. var rest] => UtterancesVerb.Run(rest, Console.Out),
    ["read", var text] => UtterancesVerb.Read(text, Console.Out),
    ["retrieval", .. var rest] => await RetrievalVerb.RunAsync(rest, Console.Out),
    ["speed"] => SpeedVerb.Run(Console.Out),
    ["scenarios", .. var rest] => await ScenariosVerb.RunAsync(rest, Console.Out),
    ["twins", .. var rest] => await TwinsVerb.RunAsync(rest, Console.Out),
    _ => Usage(),
};

// Each prints what it has to say, whatever the ones before it found.
static async Task<int> AllAsync(string[] args)
{
    var components = ComponentsVerb.Run([], Console.Out);
    Console.WriteLine("== messages");
    var utterances = UtterancesVerb.Run([], Console.Out);
    Console.WriteLine("== scenarios");
    var scenarios = await ScenariosVerb.RunAsync(args, Console.Out);
    return new[] { components, utterances, scenarios }.Max();
}

static int Usage()
{
    Console.Error.WriteLine($"""
        Usage: dotnet run --project tests/CoSellBot.Evals -- <verb>
          all [--smoke] [--trials 3]   everything below that is measured against a goal; exit code 1 when one is missed
          components [{string.Join('|', ComponentsVerb.Names)}]   the classifier on public data
          utterances [folder] [--misses]   blind messages: right tool, right slots
          read <message>   how one message is understood
          retrieval [--misses]   documents found, on public collections above their floors and on labelled questions
          speed   milliseconds to learn, to start again and to understand
          twins [--worlds 10000] [--seed 1] [--lanes 2]   the same submission with and without others' records: what a partner reads of it
          scenarios [name...] [--channel {string.Join('|', ScenarioChannels.Names)}] [--trials 3] [--smoke] [--transcript] [--model scripted|traitor]   whole conversations with a running bot, scored by what is stored and said
        """);
    return 2;
}
