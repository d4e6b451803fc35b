import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.validation.profiles.*;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Prints one line a file and profile: profile, tab, file, tab, the rules failed ("ok" for none). */
public class Validate {
    public static void main(String[] files) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        for (PDFAFlavour flavour : List.of(PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1)) {
            ValidationProfile profile = profile(flavour);
            for (String file : files) {
                Set<String> failed = new TreeSet<>();
                try (var parser = Foundries.defaultInstance().createParser(new File(file), flavour);
                        var validator = Foundries.defaultInstance().createValidator(profile, false)) {
                    var result = validator.validate(parser);
                    for (TestAssertion one : result.getTestAssertions())
                        if (one.getStatus() == TestAssertion.Status.FAILED)
                            failed.add(one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber());
                    if (failed.isEmpty() && !result.isCompliant()) failed.add("unnamed");
                }
                System.out.println(flavour.getId() + "\t" + file + "\t" + (failed.isEmpty() ? "ok" : String.join(" ", failed)));
            }
        }
    }

    /** The profile as the archive holds it: its own reader needs JAXB, which is not there. */
    private static ValidationProfile profile(PDFAFlavour flavour) throws Exception {
        String name = flavour == PDFAFlavour.PDFUA_1 ? "PDFUA-1" : "PDFA-3A";
        Element root;
        try (InputStream in = Validate.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name + ".xml")) {
            root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in).getDocumentElement();
        }
        Set<Rule> rules = new HashSet<>();
        for (Element rule : all(root, "rule")) {
            Element id = all(rule, "id").get(0);
            RuleId key = Profiles.ruleIdFromValues(
                PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber")));
            Boolean deferred = rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null;
            rules.add(Profiles.ruleFromValues(key, rule.getAttribute("object"), deferred, rule.getAttribute("tags"),
                text(rule, "description"), text(rule, "test"),
                Profiles.errorFromValues(text(rule, "message"), new ArrayList<>()), new ArrayList<>()));
        }
        Set<Variable> variables = new HashSet<>();
        for (Element one : all(root, "variable"))
            variables.add(Profiles.variableFromValues(one.getAttribute("name"), one.getAttribute("object"),
                text(one, "defaultValue"), text(one, "value")));
        var details = Profiles.profileDetailsFromValues(name, name, "", new Date(0));
        return Profiles.profileFromValues(flavour, details, "", rules, variables);
    }

    private static String text(Element parent, String name) {
        return all(parent, name).get(0).getTextContent();
    }

    private static List<Element> all(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int at = 0; at < found.getLength(); at++) elements.add((Element) found.item(at));
        return elements;
    }
}
