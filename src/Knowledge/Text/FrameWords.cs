using System.Collections.Frozen;

namespace CoSellBot.Knowledge.Text;

/// <summary>Words that frame a question and say nothing about its subject. They count in no question; documents keep them.</summary>
internal static class FrameWords
{
    private static readonly FrozenSet<string> All = (
        "a an the this that these those it its i me my we us our you your he she they them their there here of in on at by for from with to into about as is are was were be been am do does did have has had can could would should will shall may must " +
        "and or but if so not no yes when where what which who whom why how much many any some all just also only then than say says said tell told talk answer ask asks asked asking question reply respond give show get need want wants know like please pls hi hey hello thanks ok " +
        "customer customers client clients prospect buyer thing things stuff something someone anything whats wheres hows one do don t s m re ll ve d im got let use used using his her regarding concerning find look looking happen happens happened doc docs document documents documentation material info infos information extra additional else more sheet " +
        "was wie wo wer wann warum wieso weshalb welche welcher welches welchen wohin sage sag sagen sagt erzahle antworte antworten antwort ich du wir er sie es man ein eine einer einem einen eines der die das den dem des und oder aber fur von mit nach bei aus im am an auf zu zum zur uber " +
        "unter ist sind war wird werden wurde hat haben habt habe hatte kann kannst konnen konnt soll sollen muss mussen darf durfen fragt fragen frage gefragt kunde kunden kundin interessent interessenten unser unsere unserer unseren ihr euch eure bitte mal denn eigentlich gibt gilt gelten wenn dass ob auch noch nur " +
        "etwas mir mich uns dir dich ihnen ihm gib zeig zeige brauche brauchen gern gerne wissen weiss weisst will wollen mochte mochten da danach dazu damit davon als dann hallo danke moin kurz schnell ja nein kein keine nicht machen mache steht stehen passiert passieren unterlagen dokument dokumente zusatzlich mehr zum thema " +
        "que quoi qui quel quelle quels quelles ou comment combien quand pourquoi je tu il elle on nous vous ils elles le la les l un une des du de d au aux et mais pour par avec sans sur dans chez en est sont sera etre avoir ai as a ont avez avons dois doit dire dis dit reponds repondre reponse reponds " +
        "demande demandent demander question client clients cliente prospect notre nos votre vos leur leurs mon ma mes ton ta tes ce cet cette ces c s il y si ne pas plus svp merci bonjour salut donner donne montre besoin faut peut peux peuvent veut veux savoir quelque chose passe fiche doc documents document autre " +
        "el los las lo una unos unas al del y o pero para por con sin sobre en es son esta estan ser estar tiene tienen tengo tenemos hay debo debe decir digo dice decirle diles dile responder respondo respuesta pregunta preguntan preguntar preguntas cliente clientes nuestro nuestra nuestros nuestras su sus mi mis tu tus " +
        "este estos estas ese eso esto cual cuales quien donde cuando como cuanto cuanta se si no gracias hola favor dar dame necesito puedo puede quiere quiero saber algo les le pasa ficha documentos material mas " +
        "o os as um uma uns umas ao aos a do da dos das no na nos nas e ou mas para por pra pro com sem sobre em e sao esta estao tem tenho temos ha devo deve dizer digo diz diga respondo resposta pergunta perguntam perguntar cliente clientes nosso nossa nossos nossas seu sua seus suas meu minha " +
        "isso isto esse essa qual quais quem onde quando como quanto se nao obrigado obrigada ola oi favor me preciso posso pode quer quero saber algo lhe eles ele ela gente acontece ficha documentos material mais " +
        "顧客 客様 質問 場合 回答 説明 対応 ケース 資料")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True for a folded word that frames a question.</summary>
    public static bool Contains(string word) => word.Length == 1 || All.Contains(word);
}
