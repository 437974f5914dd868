// Command answers reads expressions, one JSON object a line as in answers.json, and writes what
// Kubernetes' own environment answers: a value and its cost, an error, or why it is refused.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"k8s.io/apimachinery/pkg/util/version"
	apiservercel "k8s.io/apiserver/pkg/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

// What expressions may name: what has a name has no value before it is evaluated.
var variables = map[string]any{
	"object": map[string]int64{"a": 1},
	"a": map[string]any{
		"nothing": types.NullValue, "bool": true, "int": int64(1), "uint": uint64(1), "double": 1.5,
		"string": "a", "bytes": []byte("a"), "duration": time.Second, "timestamp": time.Unix(0, 0).UTC(),
		"list": []int64{1}, "lists": [][]int64{{1}}, "map": map[string]int64{"a": 1},
	},
}

func main() {
	env, err := environment.MustBaseEnvSet(version.MajorMinor(1, 35)).Env(environment.StoredExpressions)
	check(err)
	env, err = env.Extend(cel.Variable("object", cel.DynType), cel.Variable("a", cel.DynType))
	check(err)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	separator := "[\n"
	for lines.Scan() {
		line := strings.TrimSuffix(lines.Text(), ",")
		if line == "[" || line == "]" {
			continue
		}
		var asked struct{ Expression string }
		check(json.Unmarshal([]byte(line), &asked))
		fmt.Printf("%s{\"expression\": %s, %s}", separator, quote(asked.Expression), answer(env, asked.Expression))
		separator = ",\n"
	}
	check(lines.Err())
	fmt.Println("\n]")
}

func answer(env *cel.Env, expression string) string {
	tree, issues := env.Compile(expression)
	if issues != nil {
		refused, _, _ := strings.Cut(issues.String(), "\n")
		return `"refused": ` + quote(refused)
	}
	program, err := env.Program(tree)
	if err != nil {
		return `"impossible": ` + quote(err.Error())
	}
	value, details, err := program.Eval(variables)
	if err != nil {
		return `"error": ` + quote(err.Error())
	}
	return fmt.Sprintf(`"value": %s, "cost": %d`, quote(show(value)), *details.ActualCost())
}

// As string() shows a value, but for durations, which it rounds; what is no text of a library is its type.
func show(value ref.Val) string {
	switch value := value.(type) {
	case types.Duration:
		return fmt.Sprintf("%dns", value.Nanoseconds())
	case apiservercel.IP, apiservercel.CIDR:
		return value.Type().TypeName()
	}
	if text, ok := value.ConvertToType(types.StringType).(types.String); ok {
		return string(text)
	}
	return value.Type().TypeName()
}

// JSON without escapes that it does not need.
func quote(text string) string {
	var quoted bytes.Buffer
	encoder := json.NewEncoder(&quoted)
	encoder.SetEscapeHTML(false)
	check(encoder.Encode(text))
	return strings.TrimSpace(quoted.String())
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
