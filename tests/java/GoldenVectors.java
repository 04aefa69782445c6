// SPDX-License-Identifier: Apache-2.0
// Encodes seeded random messages of every API and version that the broker speaks with Apache Kafka's own classes:
//   java -cp KAFKA_CLIENTS_AND_JACKSON GoldenVectors.java Produce:0-11 Fetch:4-17 ... > vectors.txt
// One line a message: API, request or response, version, hex. Run by hand when a schema changes; the result is committed.
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.*;
import com.fasterxml.jackson.databind.node.*;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.*;
import org.apache.kafka.common.protocol.*;

public class GoldenVectors {
    static final ObjectMapper MAPPER = new ObjectMapper().configure(JsonParser.Feature.ALLOW_COMMENTS, true);
    static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    static Random random;
    static Map<String, JsonNode> shared;

    static boolean within(String range, int version) {
        if (range == null || range.equals("none")) return false;
        if (range.endsWith("+")) return version >= Integer.parseInt(range.substring(0, range.length() - 1));
        String[] ends = range.split("-");
        return version >= Integer.parseInt(ends[0]) && version <= Integer.parseInt(ends[ends.length - 1]);
    }

    static String text() {
        StringBuilder out = new StringBuilder();
        for (int count = random.nextInt(9) == 0 ? 140 : random.nextInt(7); count > 0; --count) out.append((char) ('a' + random.nextInt(26)));
        return out.toString();
    }

    static JsonNode value(JsonNode field, String type, int version) {
        if (type.startsWith("[]")) {
            ArrayNode list = JSON.arrayNode();
            for (int count = random.nextInt(3); count > 0; --count) list.add(value(field, type.substring(2), version));
            return list;
        }
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        switch (type) {
            case "bool": return JSON.booleanNode(random.nextBoolean());
            case "int8": return JSON.numberNode((byte) random.nextInt());
            case "int16": return JSON.numberNode((short) random.nextInt());
            case "uint16": return JSON.numberNode(random.nextInt(65536));
            case "int32": return JSON.numberNode(random.nextInt());
            case "int64": return JSON.numberNode(random.nextLong());
            case "string": return JSON.textNode(text());
            case "bytes": return JSON.binaryNode(bytes);
            case "records": return null;
            case "uuid": return JSON.textNode(new org.apache.kafka.common.Uuid(random.nextLong(), random.nextLong()).toString());
            default: return struct(field.has("fields") ? field.get("fields") : shared.get(type), version);
        }
    }

    static JsonNode struct(JsonNode fields, int version) {
        ObjectNode out = JSON.objectNode();
        for (JsonNode field : fields) {
            String range = field.has("taggedVersions") ? field.get("taggedVersions").asText() : field.get("versions").asText();
            if (!within(range, version) || !within(field.get("versions").asText(), version)) continue;
            if (field.has("tag") && random.nextInt(3) == 0) continue;
            String name = field.get("name").asText();
            String json = Character.toLowerCase(name.charAt(0)) + name.substring(1);
            boolean nullable = field.has("nullableVersions") && within(field.get("nullableVersions").asText(), version);
            JsonNode made = nullable && random.nextInt(4) == 0 ? JSON.nullNode() : value(field, field.get("type").asText(), version);
            if (made != null) out.set(json, made);
            else if (nullable) out.set(json, JSON.nullNode());
        }
        return out;
    }

    static JsonNode schema(String name) throws Exception {
        try (var in = GoldenVectors.class.getClassLoader().getResourceAsStream("common/message/" + name + ".json")) {
            return MAPPER.readTree(in);
        }
    }

    static void emit(String api, String kind, int version) throws Exception {
        JsonNode schema = schema(api + kind);
        shared = new HashMap<>();
        if (schema.has("commonStructs")) for (JsonNode one : schema.get("commonStructs")) shared.put(one.get("name").asText(), one.get("fields"));
        JsonNode json = struct(schema.get("fields"), version);
        String base = "org.apache.kafka.common.message." + api + kind + "Data";
        Method read = Class.forName(base + "JsonConverter").getMethod("read", JsonNode.class, short.class);
        Message message = (Message) read.invoke(null, json, (short) version);
        // Tagged fields at their defaults may be left out by the writer: that is what a client would send too.
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer buffer = ByteBuffer.allocate(message.size(cache, (short) version));
        message.write(new ByteBufferAccessor(buffer), cache, (short) version);
        byte[] bytes = buffer.array();
        System.out.println(api + " " + kind.toLowerCase() + " " + version + " " + (bytes.length == 0 ? "-" : HexFormat.of().formatHex(bytes)));
    }

    public static void main(String[] apis) throws Exception {
        random = new Random(20261122);
        for (String api : apis) {
            String[] parts = api.split("[:-]");
            for (int version = Integer.parseInt(parts[1]); version <= Integer.parseInt(parts[2]); ++version) {
                emit(parts[0], "Request", version);
                emit(parts[0], "Response", version);
            }
        }
    }
}
