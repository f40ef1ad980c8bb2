using CoSellBot.Evals.Utterances;

return args switch
{
    ["utterances", .. var rest] => UtterancesVerb.Run(rest, Console.Out),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: dotnet run --project tests/CoSellBot.Evals -- utterances [folder] [--misses]");
    return 2;
}
