namespace CoSellBot.Agents.Understanding;

/// <summary>Names no firm bears: some thought of by people of six languages, some made of drawn syllables, everyday words as firms use them, and legal forms.</summary>
internal sealed class InventedNames(Random random)
{
    private const double Listed = 0.55;

    private static readonly (string[] Latin, string[] Japanese) ThoughtOf = Read();

    private static readonly string[] Beginnings = "Al Ar Bal Bel Bor Bra Cal Car Con Cor Dal Del Dor El Fab Far Fen Gal Gra Hal Har Hol Jor Kal Kes Kor Lan Lit Lor Mar Mel Mor Nor Ol Par Pel Pro Quin Ral Ros Sal Sil Sol Sten Tal Tel Tor Ul Val Ver Vol Wal Win Yar Zel Fj Sch Tr St Kr".Split(' ');
    private static readonly string[] Middles = "ba bri ca da de di do fa ga go la le li lo ma mi mo na ne ni no pa ra re ri ro sa se si so ta te ti to va ve vi wa za".Split(' ');
    private static readonly string[] Ends = "burg dale don dra feld fors gard ger ham hurst kamp ker land ling mark mont nau nia nova nus ra ric rin ron ros son soft stad stein tec ten ton tum va vard vik ware wick worth x zon".Split(' ');
    private static readonly string[] Everyday = "Blue Red Green North South East West Silver Golden Bright Clear Prime Global United First Royal Alpine Baltic Atlantic Pacific Union Delta Omega Nova Metro City River Lake Harbor Stone Iron Wing Tail Wind Sun Star Moon Cloud Data Bio Eco Agro Auto Tech Med Pharma".Split(' ');
    private static readonly string[] Trades = "Foods Bank Logistics Energy Systems Industries Motors Toys Traders Textiles Retail Media Partners Group Holding Werke Stahl Chemie Bau Maschinenbau Energie Transport Distribution Industrie Alimentos Comercio Seguros Banco Energia Moda Assurance Assurances Hospital University Stadtwerke Versicherung Consulting Labs Health Insurance Airlines Hotels".Split(' ');
    private static readonly string[] Legal = ["GmbH", "AG", "GmbH & Co. KG", "SE", "Ltd", "plc", "Inc", "Corp", "LLC", "SA", "SAS", "SARL", "S.L.", "S.A.", "Lda", "Ltda", "A/S", "AB", "Oy", "BV", "NV", "KG", "AS", "ASA", "KK", "GK", "S.p.A.", "SpA", "LLP", "GmbH & Co. KG"];
    private static readonly string[] Kanji = "東 西 南 北 山 川 田 島 大 小 中 新 日 本 富 士 星 海 林 松 高 三 丸 青 光 栄 和 豊 京 浜".Split(' ');
    private static readonly string[] JapaneseTrades = "製作所 工業 商事 商会 精機 銀行 電機 建設 物流 食品 化学 製薬 自動車 不動産 商店 システム ホールディングス テック フーズ エナジー".Split(' ');
    private static readonly string[] Hiragana = "みどり さくら みなと ひかり あおぞら かもめ いずみ つばめ ひまわり あさひ みらい のぞみ".Split(' ');
    private static readonly string[] Kana = "ア イ カ キ ク コ サ シ ス ソ タ テ ト ナ ニ ノ ハ フ ブ マ ミ モ ラ リ ル レ ロ ワ ン ド ベ パ ピ ゼ".Split(' ');

    private static readonly string[] Places = "Zug Linz Brixen Lyon Nantes Bressol Vigo Serena Cádiz Óbidos Braga Recife Rioja Soria Aveiro Verdun Morlaix Kielb Lindau Passau Hof Gera Suhl".Split(' ');
    private static readonly string[] Fronts = "Grupo Groupe Gruppo Banco Banque Hotel Hotéis Hoteles Hôtel Câmara Ayuntamiento Mairie Ville Stadt Stadtwerke Bäckerei Autohaus Klinik Clinique Clínica Transportes Transports Aceites Conservas Metalúrgica Construcciones Boulangerie Laboratoires Laboratorios Bodegas Quinta Universidad Universidade Université Hospital Caixa Cooperativa Editorial Éditions Supermercados Frigorífico Usina Fundação Seguros".Split(' ');
    private static readonly string[] People = "Anna Ben Clara David Emma Felix Hugo Ines João Julia Karl Laura Lena Luis Marie Max Mo Nina Olga Paul Rita Sofia Tom Uwe Vera Anja Priya Jonas Weber Hoffmann Müller Schmidt Durand Martin García López Silva Santos Costa Meyer Smith Jones Brown".Split(' ');
    private static readonly string[] Greetings = ["Hi", "Hello", "Hey", "Dear", "Hallo", "Hallo Frau", "Hallo Herr", "Guten Tag Frau", "Moin", "Bonjour", "Salut", "Bonjour Madame", "Hola", "Buenos días", "Estimada", "Olá", "Oi", "Bom dia", "Prezada"];
    private static readonly string[] Signatures = ["Cheers,", "Best,", "Thanks,", "Regards,", "VG", "LG", "Gruß", "Viele Grüße", "Cdt,", "Cordialement,", "Bien à vous,", "Saludos,", "Un saludo,", "Abs,", "Abraço,", "Cumprimentos,"];

    /// <summary>The beginning of a mail.</summary>
    public string Greeting() => $"{One(Greetings)} {One(People)},";

    /// <summary>The beginning of a mail in Japanese.</summary>
    public string JapaneseGreeting() => random.Next(3) == 0 ? $"お疲れ様です、{string.Concat(Enumerable.Range(0, 3).Select(_ => One(Kana)))}です。" : $"{(random.Next(2) == 0 ? One(Kanji) + One(Kanji) : string.Concat(Enumerable.Range(0, 3).Select(_ => One(Kana))))}{(random.Next(2) == 0 ? "さん" : "様")}、";

    /// <summary>The end of a mail.</summary>
    public string Signature() => $"{One(Signatures)} {One(People)}";

    /// <summary>A name of one to five words.</summary>
    public string Next(bool isJapanese, bool small)
    {
        var listed = random.NextDouble() < Listed;
        var name = isJapanese && random.NextDouble() < 0.6 ? (listed ? One(ThoughtOf.Japanese) : Japanese()) : listed ? One(ThoughtOf.Latin) : Latin();
        return small && !isJapanese || random.NextDouble() < 0.1 ? name.ToLowerInvariant() : random.NextDouble() < 0.05 ? name.ToUpperInvariant() : name;
    }

    private static (string[] Latin, string[] Japanese) Read()
    {
        using var reader = new StreamReader(typeof(InventedNames).Assembly.GetManifestResourceStream("CoSellBot.Agents.Words.firms.txt")!);
        var all = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return ([.. all.Where(name => !Scripts.HasUnparted(name))], [.. all.Where(Scripts.HasUnparted)]);
    }

    private string Latin() => random.Next(16) switch
    {
        < 5 => Drawn(),
        5 => $"{Drawn()} {One(Trades)}",
        6 => $"{One(Everyday)} {One(Trades)}",
        7 => $"{Drawn()} {Drawn()}",
        8 => $"{Drawn()} {One(Legal)}",
        9 => $"{Drawn()} {One(Trades)} {One(Legal)}",
        11 => $"{One(Fronts)} {Drawn()}",
        12 => $"{One(Fronts)} {One(["de", "do", "da", "del", "von", "of", "de la", "du"])} {One(Places)}",
        13 => $"{One(Fronts)} {One(Places)} {One(Legal)}",
        14 => $"{One(Fronts)} {Drawn()} {One(Legal)}",
        10 => random.Next(2) == 0 ? $"{One(Everyday)}{One(Ends)}" : $"{Drawn()} & {Drawn()}",
        _ => random.Next(2) == 0 ? $"{One(Everyday)}{One(Everyday).ToLowerInvariant()}" : string.Concat(One(Beginnings).ToUpperInvariant(), One(Ends).ToUpperInvariant()),
    };

    private string Japanese() => random.Next(10) switch
    {
        0 => $"株式会社{One(Kanji)}{One(Kanji)}{One(JapaneseTrades)}",
        1 or 2 => $"{One(Kanji)}{One(Kanji)}{One(JapaneseTrades)}",
        5 => $"有限会社{One(Kanji)}{One(Kanji)}{One(JapaneseTrades)}",
        6 => $"{Latin()}{(random.Next(2) == 0 ? "合同会社" : "株式会社")}",
        7 => $"{One(Beginnings)}{One(Ends)} Japan",
        8 => $"{One(["", "株式会社", "有限会社"])}{One(Hiragana)}{One(JapaneseTrades)}",
        9 => $"{One(Kanji)}{One(Kanji)}{One(JapaneseTrades)}株式会社",
        3 => string.Concat(Enumerable.Range(0, random.Next(3, 6)).Select(_ => One(Kana))),
        _ => string.Concat(Enumerable.Range(0, random.Next(3, 5)).Select(_ => One(Kana))) + One(JapaneseTrades),
    };

    private string Drawn() => random.Next(3) == 0 ? One(Beginnings) + One(Ends) : One(Beginnings) + One(Middles) + One(Ends);

    private string One(string[] from) => from[random.Next(from.Length)];
}
