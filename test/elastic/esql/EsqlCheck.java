import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.index.IndexMode;
import org.elasticsearch.license.XPackLicenseState;
import org.elasticsearch.xpack.esql.analysis.Analyzer;
import org.elasticsearch.xpack.esql.analysis.AnalyzerContext;
import org.elasticsearch.xpack.esql.analysis.EnrichResolution;
import org.elasticsearch.xpack.esql.analysis.Verifier;
import org.elasticsearch.xpack.esql.core.type.DataType;
import org.elasticsearch.xpack.esql.core.type.EsField;
import org.elasticsearch.xpack.esql.expression.function.EsqlFunctionRegistry;
import org.elasticsearch.xpack.esql.index.EsIndex;
import org.elasticsearch.xpack.esql.index.IndexResolution;
import org.elasticsearch.xpack.esql.inference.InferenceResolution;
import org.elasticsearch.xpack.esql.parser.EsqlParser;
import org.elasticsearch.xpack.esql.plugin.QueryPragmas;
import org.elasticsearch.xpack.esql.session.Configuration;
import org.elasticsearch.xpack.esql.telemetry.Metrics;

/**
 * Parses and verifies queries with the code of Elasticsearch. Arguments: a file with a line "field type" for each field that
 * the indices have, and a file with one query a line. Prints a line for each query: "ok" and its columns, or "bad" and why.
 */
public class EsqlCheck {
  public static void main(String[] arguments) throws Exception {
    LogConfigurator.configureESLogging();
    Map<String, EsField> fields = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      String[] parts = line.split(" ");
      put(fields, parts[0].split("\\."), 0, DataType.fromTypeName(parts[1].toUpperCase(Locale.ROOT)));
    }
    for (String query : Files.readAllLines(Path.of(arguments[1]))) System.out.println(check(query, fields));
  }

  private static void put(Map<String, EsField> fields, String[] path, int at, DataType type) {
    if (at == path.length - 1) {
      fields.put(path[at], new EsField(path[at], type, new TreeMap<>(), true));
      return;
    }
    EsField parent = fields.computeIfAbsent(path[at], name -> new EsField(name, DataType.OBJECT, new TreeMap<>(), false));
    put(parent.getProperties(), path, at + 1, type);
  }

  private static String check(String query, Map<String, EsField> fields) {
    var settings = new Configuration(
      ZoneOffset.UTC, Locale.US, "user", "cluster", QueryPragmas.EMPTY, 10000, 1000, query, false, Map.of(), System.nanoTime(), false);
    var functions = new EsqlFunctionRegistry();
    try {
      var plan = new EsqlParser().createStatement(query, settings);
      String pattern = query.substring("FROM ".length(), query.indexOf('|')).replace(" ", "");
      var index = new EsIndex(pattern, fields, Map.of(pattern, IndexMode.STANDARD));
      var context = new AnalyzerContext(
        settings, functions, IndexResolution.valid(index), new EnrichResolution(), InferenceResolution.EMPTY);
      var verifier = new Verifier(new Metrics(functions), new XPackLicenseState(System::currentTimeMillis));
      var columns = new Analyzer(context, verifier).analyze(plan).output();
      return "ok " + String.join(", ", columns.stream().map(one -> one.name() + " " + one.dataType().typeName()).toList());
    } catch (Exception error) {
      return "bad " + error.getMessage().replace('\n', ' ');
    }
  }
}
