// Prints how the built-in types of Kubernetes are written as protocol buffers, one message a line,
// read from the tags of the published Go types. See ../protobuf-table.sh for what it is for, and
// the head of the file that it writes for the notation. With the argument samples: objects of all
// kinds as Go writes them.
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"reflect"
	"sort"
	"strings"

	apidiscovery "k8s.io/api/apidiscovery/v2"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

const head = `# How the built-in types are written as protocol buffers. Written by conformance/protobuf-table.sh
# from the Go types of k8s.io/api, apimachinery, apiextensions-apiserver and kube-aggregator v0.35.4;
# no published jar has the numbers of all groups, nor says which fields Go always writes.
#
# A line is a message (apiVersion.Name) and its fields: number, flags, name in JSON, colon, type.
# Flags: ? absent unless set (a pointer in Go), ~ left out of JSON when zero, & in JSON its fields are
# those of the message around it.
# Types: s string, y bytes, i integer, b boolean, d double, T Time, U MicroTime, Q Quantity,
# I IntOrString, R JSON in a field 1 of bytes, or a message; * before a type says list, % map of strings.
`

var special = map[reflect.Type]string{
	reflect.TypeFor[meta.Time]():            "T",
	reflect.TypeFor[meta.MicroTime]():       "U",
	reflect.TypeFor[resource.Quantity]():    "Q",
	reflect.TypeFor[intstr.IntOrString]():   "I",
	reflect.TypeFor[runtime.RawExtension](): "R",
	reflect.TypeFor[meta.FieldsV1]():        "R",
	reflect.TypeFor[apiextensions.JSON]():   "R",
}

// The API version that a Go package stands for.
var versions = map[string]schema.GroupVersion{}
var lines = map[string]string{}

func main() {
	all := scheme.Scheme
	for _, add := range []func(*runtime.Scheme) error{apidiscovery.AddToScheme, apiextensions.AddToScheme, apiregistration.AddToScheme} {
		if err := add(all); err != nil {
			log.Fatal(err)
		}
	}
	if len(os.Args) > 1 && os.Args[1] == "samples" {
		samples(all)
		return
	}
	versions[reflect.TypeFor[meta.ObjectMeta]().PkgPath()] = schema.GroupVersion{Group: "meta.k8s.io", Version: "v1"}
	types := all.AllKnownTypes()
	for kind, typ := range types {
		if _, known := versions[typ.PkgPath()]; !known {
			versions[typ.PkgPath()] = kind.GroupVersion()
		}
	}
	for _, typ := range types {
		if kind := typ.Name(); kind != "Table" {
			message(typ)
		}
	}
	message(reflect.TypeFor[meta.PartialObjectMetadata]())
	message(reflect.TypeFor[meta.PartialObjectMetadataList]())

	names := make([]string, 0, len(lines))
	for name := range lines {
		names = append(names, name)
	}
	sort.Strings(names)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	fmt.Fprint(out, head)
	for _, name := range names {
		fmt.Fprintln(out, name+lines[name])
	}
}

// Records a type and all that it refers to; gives its name.
func message(typ reflect.Type) string {
	version, known := versions[typ.PkgPath()]
	if !known {
		log.Fatalf("%v is in no API version", typ)
	}
	name := version.String() + "." + typ.Name()
	if _, done := lines[name]; done {
		return name
	}
	lines[name] = ""
	if typ.Kind() == reflect.Slice || typ.Kind() == reflect.Map { // a message of its own with one field
		lines[name] = " 1items:" + value(typ)
		return name
	}
	type field struct {
		number int
		text   string
	}
	var fields []field
	for i := range typ.NumField() {
		f := typ.Field(i)
		tag, ok := f.Tag.Lookup("protobuf")
		if !ok || tag == "-" {
			continue
		}
		var number int
		fmt.Sscan(strings.Split(tag, ",")[1], &number)
		flags := ""
		json := strings.Split(f.Tag.Get("json"), ",")
		fieldType := f.Type
		if fieldType.Kind() == reflect.Pointer {
			flags += "?"
			fieldType = fieldType.Elem()
		}
		for _, option := range json[1:] {
			switch option {
			case "omitempty":
				flags += "~"
			case "inline":
				flags += "&"
			}
		}
		if json[0] == "" {
			json[0] = strings.ToLower(f.Name[:1]) + f.Name[1:]
		}
		what := value(fieldType)
		if strings.Contains(tag, ",opt,") && strings.HasPrefix(what, "*") && fieldType.PkgPath() != "" { // a list that may be nil
			flags += "?"
			what = message(fieldType)
		}
		fields = append(fields, field{number, fmt.Sprintf(" %d%s%s:%s", number, flags, json[0], what)})
	}
	sort.Slice(fields, func(a, b int) bool { return fields[a].number < fields[b].number })
	line := ""
	for _, f := range fields {
		line += f.text
	}
	lines[name] = line
	return name
}

func value(typ reflect.Type) string {
	if letter, ok := special[typ]; ok {
		return letter
	}
	switch typ.Kind() {
	case reflect.String:
		return "s"
	case reflect.Bool:
		return "b"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "i"
	case reflect.Float64:
		return "d"
	case reflect.Struct:
		return message(typ)
	case reflect.Slice:
		if typ.Elem().Kind() == reflect.Uint8 {
			return "y"
		}
		return "*" + element(typ.Elem())
	case reflect.Map:
		if typ.Key().Kind() != reflect.String {
			log.Fatalf("a map with keys that are no strings: %v", typ)
		}
		return "%" + element(typ.Elem())
	}
	log.Fatalf("what is %v?", typ)
	return ""
}

// Lists of lists and maps of lists are lists and maps of messages that hold one.
func element(typ reflect.Type) string {
	if typ.Kind() == reflect.Pointer {
		log.Fatalf("a list of pointers: %v", typ)
	}
	if (typ.Kind() == reflect.Slice && typ.Elem().Kind() != reflect.Uint8) || typ.Kind() == reflect.Map {
		return message(typ)
	}
	return value(typ)
}
