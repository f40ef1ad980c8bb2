using CoSellBot.Evals;
using CoSellBot.Evals.Components;
using CoSellBot.Evals.Scenarios;
using CoSellBot.Evals.Utterances;

return args switch
{
    ["components", .. var names] => ComponentsVerb.Run(names, Console.Out),
    ["utterances", .. var rest] => UtterancesVerb.Run(rest, Console.Out),
    ["read", var text] => UtterancesVerb.Read(text, Console.Out),
    ["speed"] => SpeedVerb.Run(Console.Out),
    ["scenarios", .. var rest] => await ScenariosVerb.RunAsync(rest, Console.Out),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine($"""
        Usage: dotnet run --project tests/CoSellBot.Evals -- <verb>
          components [{string.Join('|', ComponentsVerb.Names)}]   the classifier on public data
          utterances [folder] [--misses]   blind messages: right tool, right slots
          read <message>   how one message is understood
          speed   milliseconds to learn, to start again and to understand
          scenarios [name...] [--trials 3] [--smoke] [--transcript]   whole conversations with a running bot, scored by what is stored and said
        """);
    return 2;
}
