namespace CoSellBot.Tests.Agents.Understanding;

/// <summary>A small catalogue in six languages, and other sentences to try on it.</summary>
internal static class LanguageTexts
{
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Learnt = new Dictionary<string, IReadOnlyList<string>>
    {
        ["en"] =
        [
            "please register <company> for us", "i want to register a deal with <company>", "what is the status of my deal", "has my deal been approved yet",
            "who else is working on <company>", "is anybody else on this account", "show me all my deals", "list the open opportunities at <company>",
            "please withdraw the deal, the customer does not want it", "how long does the protection last", "who can read what i write here",
            "can you send a message to my partner manager", "no, the amount is <money>", "the customer closes at the end of <date>", "cancel that please", "yes, that is right",
            "what can you do for me", "we have a new project with them",
        ],
        ["de"] =
        [
            "bitte registriere <company> für uns", "ich möchte einen deal mit <company> anmelden", "wie ist der stand von meinem deal", "wurde mein deal schon genehmigt",
            "wer arbeitet noch an <company>", "ist sonst noch jemand an diesem kunden dran", "zeig mir alle meine deals", "welche offenen chancen gibt es bei <company>",
            "bitte zieh den deal zurück, der kunde will nicht mehr", "wie lange gilt der schutz", "wer kann lesen, was ich hier schreibe",
            "kannst du meinem partnermanager eine nachricht schicken", "nein, der betrag ist <money>", "der kunde schließt ende <date> ab", "brich das bitte ab", "ja, das ist richtig",
            "was kannst du für mich tun", "wir haben ein neues projekt mit ihnen",
        ],
        ["fr"] =
        [
            "merci d'enregistrer <company> pour nous", "je voudrais enregistrer une affaire avec <company>", "où en est mon affaire", "est-ce que mon affaire est déjà approuvée",
            "qui d'autre travaille sur <company>", "y a-t-il quelqu'un d'autre sur ce compte", "montre-moi toutes mes affaires", "quelles sont les opportunités ouvertes chez <company>",
            "retirez l'affaire, le client n'en veut plus", "combien de temps dure la protection", "qui peut lire ce que j'écris ici",
            "peux-tu envoyer un message à mon responsable partenaires", "non, le montant est de <money>", "le client signe à la fin de <date>", "annule cela s'il te plaît", "oui, c'est exact",
            "que peux-tu faire pour moi", "nous avons un nouveau projet avec eux",
        ],
        ["es"] =
        [
            "por favor registra <company> para nosotros", "quiero registrar una oportunidad con <company>", "cuál es el estado de mi registro", "ya está aprobado mi registro",
            "quién más trabaja con <company>", "hay alguien más en esta cuenta", "muéstrame todos mis registros", "qué oportunidades abiertas hay en <company>",
            "retira el registro, el cliente ya no lo quiere", "cuánto tiempo dura la protección", "quién puede leer lo que escribo aquí",
            "puedes enviar un mensaje a mi gestor de socios", "no, el importe es <money>", "el cliente firma a finales de <date>", "cancela eso por favor", "sí, es correcto",
            "qué puedes hacer por mí", "tenemos un nuevo proyecto con ellos",
        ],
        ["pt"] =
        [
            "por favor registre <company> para nós", "quero registrar um negócio com a <company>", "qual é o estado do meu registro", "meu registro já foi aprovado",
            "quem mais trabalha com a <company>", "há mais alguém nessa conta", "mostre todos os meus negócios", "quais oportunidades abertas existem na <company>",
            "retire o registro, o cliente não quer mais", "quanto tempo dura a proteção", "quem pode ler o que eu escrevo aqui",
            "você pode enviar uma mensagem ao meu gerente de parceiros", "não, o valor é <money>", "o cliente assina no fim de <date>", "cancele isso por favor", "sim, está certo",
            "o que você pode fazer por mim", "temos um novo projeto com eles",
        ],
        ["ja"] = ["<company>を登録してください", "私の案件の状況を教えて", "他に誰がいますか", "取り消してください"],
    };

    public static readonly (string Text, string Language)[] New =
    [
        ("can you register <company> with us please", "en"), ("what is my status on <company>", "en"), ("who else can read this", "en"), ("i want to cancel the deal", "en"),
        ("kannst du <company> bitte für mich registrieren", "de"), ("wie ist der stand bei <company>", "de"), ("wer kann das hier noch lesen", "de"), ("ich will den deal nicht mehr", "de"),
        ("peux-tu enregistrer <company> pour moi", "fr"), ("où en est l'affaire chez <company>", "fr"), ("qui d'autre peut lire cela", "fr"), ("je voudrais un nouveau projet", "fr"),
        ("puedes registrar <company> para mí", "es"), ("cuál es el estado en <company>", "es"), ("quién más puede leer esto aquí", "es"), ("ya no quiero el registro", "es"),
        ("você pode registrar a <company> para mim", "pt"), ("qual é o estado na <company>", "pt"), ("quem mais pode ler isso aqui", "pt"), ("não quero mais o negócio", "pt"),
        ("<company>の状況を教えてください", "ja"), ("誰がこれを読めますか", "ja"), ("PRMで<company>を登録したいです", "ja"),
    ];
}
