using CoSellBot.Evals.Components;
using CoSellBot.Evals.Utterances;

return args switch
{
    ["components", .. var names] => ComponentsVerb.Run(names, Console.Out),
    ["utterances", .. var rest] => UtterancesVerb.Run(rest, Console.Out),
    ["read", var text] => UtterancesVerb.Read(text, Console.Out),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine($"""
        Usage: dotnet run --project tests/CoSellBot.Evals -- <verb>
          components [{string.Join('|', ComponentsVerb.Names)}]   the classifier on public data
          utterances [folder] [--misses]   blind messages: right tool, right slots
          read <message>   how one message is understood
        """);
    return 2;
}
